using System.Numerics;
using System.Text.Json.Nodes;
using AdmissionGuard.Benchmarks;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Load;

/// <summary>Writes the objects of a synthetic cluster as an API server returns them.</summary>
internal static class ObjectJson
{
    private static readonly string CaBundle = Convert.ToBase64String(new byte[1_500]);

    public static JsonObject Of(Pod item, int number) => Parse(LivePods.Object(item, number));

    public static JsonObject Of(Namespace item) => Parse($$$"""
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{item.Name}}}","labels":{{{Labels(item.Labels)}}}},
        "spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}
        """);

    public static JsonObject Of(Service item) => Service(
        item.Key,
        """{"k8s-app":"kube-dns"}""",
        """{"name":"dns","protocol":"UDP","port":53,"targetPort":53},{"name":"dns-tcp","protocol":"TCP","port":53,"targetPort":53}""",
        item.ClusterAddresses[0].ToString());

    /// <summary>A Service of an application, as most are.</summary>
    public static JsonObject Service(string place, string app, int number) => Service(
        new ObjectKey(place, app),
        $$$"""{"app":"{{{app}}}"}""",
        """{"name":"http","protocol":"TCP","port":80,"targetPort":"http"}""",
        new IpAddress(IpFamily.IPv4, 0x0a600000u + (uint)number).ToString());

    public static JsonObject Node(int number) => Parse($$$"""
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-{{{number}}}","labels":{"kubernetes.io/os":"linux"} },
        "status":{"addresses":[{"type":"InternalIP","address":"{{{new IpAddress(IpFamily.IPv4, 0xc0000000u + (uint)number)}}}"}]}}
        """);

    /// <summary>A webhook configuration such as policy engines bring: several webhooks, each with the certificate of its authority.</summary>
    public static JsonObject Webhooks(string kind, string place, int number) => Parse($$$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{kind}}}","metadata":{"name":"engine-{{{number}}}"},
        "webhooks":[{{{string.Join(',', Enumerable.Range(0, 10).Select(i => Webhook(place, i)))}}}]}
        """);

    /// <summary>An API that a Service serves.</summary>
    public static JsonObject ApiService(string place, int number) => Parse($$$"""
        {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1.api-{{{number}}}.example.com"},
        "spec":{"group":"api-{{{number}}}.example.com","version":"v1","groupPriorityMinimum":100,"versionPriority":100,
        "caBundle":"{{{CaBundle}}}","service":{"namespace":"{{{place}}}","name":"app-0"} } }
        """);

    public static JsonObject Of(NetworkPolicy item)
    {
        var spec = item.Spec;
        var parts = new List<string> { $"\"podSelector\":{Selector(spec.PodSelector)}" };
        if (!spec.Ingress.IsEmpty)
        {
            parts.Add($"\"ingress\":[{string.Join(',', spec.Ingress.Select(rule => Rule(rule, "from")))}]");
        }

        if (!spec.Egress.IsEmpty)
        {
            parts.Add($"\"egress\":[{string.Join(',', spec.Egress.Select(rule => Rule(rule, "to")))}]");
        }

        var types = Enum.GetValues<Direction>().Where(spec.Isolates).Select(direction => $"\"{direction}\"");
        parts.Add($"\"policyTypes\":[{string.Join(',', types)}]");
        return Parse($$$"""
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"{{{item.Key.Name}}}","namespace":"{{{item.Key.Namespace}}}","generation":1,
            "managedFields":[{"manager":"argocd-controller","operation":"Apply","apiVersion":"networking.k8s.io/v1","time":"2026-11-21T22:48:01Z","fieldsType":"FieldsV1",
            "fieldsV1":{"f:spec":{ {{{string.Join(',', Managed(spec))}}} } } }]},"spec":{ {{{string.Join(',', parts)}}} }}
            """);
    }

    // A field that is managed and not there is an empty list that somebody wrote.
    private static IEnumerable<string> Managed(PolicySpec spec)
    {
        IEnumerable<string> fields =
            ["podSelector", "policyTypes", .. spec.Ingress.IsEmpty ? [] : new[] { "ingress" }, .. spec.Egress.IsEmpty ? [] : new[] { "egress" }];
        return fields.Select(field => $"\"f:{field}\":{{}}");
    }

    private static JsonObject Service(ObjectKey key, string selector, string ports, string address) => Parse($$$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{key.Name}}}","namespace":"{{{key.Namespace}}}"},
        "spec":{"selector":{{{selector}}},"ports":[{{{ports}}}],"clusterIP":"{{{address}}}","clusterIPs":["{{{address}}}"],"type":"ClusterIP","sessionAffinity":"None"}}
        """);

    private static string Webhook(string place, int number) => $$$"""
        {"name":"w{{{number}}}.example.com","failurePolicy":"Fail","sideEffects":"None","admissionReviewVersions":["v1"],
        "rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["CREATE","UPDATE"],"resources":["*"],"scope":"*"}],
        "clientConfig":{"caBundle":"{{{CaBundle}}}","service":{"namespace":"{{{place}}}","name":"app-0","path":"/w{{{number}}}","port":443} } }
        """;

    private static string Rule(PolicyRule rule, string peers) =>
        $$$"""{"ports":[{{{string.Join(',', rule.Ports.Select(Port))}}}],"{{{peers}}}":[{{{string.Join(',', rule.Peers.Select(Peer))}}}]}""";

    private static string Port(PolicyPort port) => $$$"""{"protocol":"{{{port.Protocol.Name()}}}","port":{{{port.Port}}} }""";

    private static string Peer(PolicyPeer peer) => $"{{{string.Join(',', new[]
    {
        peer.PodSelector is { } pods ? $"\"podSelector\":{Selector(pods)}" : null,
        peer.NamespaceSelector is { } namespaces ? $"\"namespaceSelector\":{Selector(namespaces)}" : null,
        peer.IpBlock is { } block ? $"\"ipBlock\":{{\"cidr\":\"{ToCidr(block.Cidr)}\"}}" : null,
    }.OfType<string>())}}}";

    private static string Selector(LabelSelector selector) => selector.IsEmpty
        ? "{}"
        : $"{{\"matchLabels\":{{{string.Join(',', selector.Requirements.Select(one => $"\"{one.Key}\":\"{one.Values[0]}\""))}}}}}";

    // All blocks of the synthetic cluster are IPv4.
    private static string ToCidr(IpRange range) =>
        $"{new IpAddress(range.Family, range.First)}/{32 - BitOperations.Log2((uint)(range.Last - range.First) + 1)}";

    private static string Labels(Labels labels) =>
        $"{{{string.Join(',', labels.Pairs.ToArray().Select(pair => $"\"{pair.Key}\":\"{pair.Value}\""))}}}";

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
