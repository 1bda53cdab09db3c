using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Tests;

/// <summary>Objects that tests need and do not care about.</summary>
internal static class Some
{
    public const string Policies = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";

    public const string GadgetDefinition =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gadgets.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"gadgets","kind":"Gadget","shortNames":["gd"]},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","description":"What it shall be."}}}},
           "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},
            {"name":"Phase","type":"string","jsonPath":".status.phase"}]}]}}
        """;

    public static JsonObject Pod(string name, string labels = "{}", string @namespace = "default") => Object(
        $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"{{{@namespace}}}","labels":{{{labels}}}},
         "spec":{"nodeName":"node-1","containers":[{"name":"c","image":"registry.invalid/web:1"}]},"status":{"phase":"Running"}}
        """);

    public static string Policy(string name, string spec = """{"podSelector":{},"policyTypes":["Ingress"]}""") =>
        $$"""{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"{{name}}"},"spec":{{spec}}}""";

    public static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();
}
