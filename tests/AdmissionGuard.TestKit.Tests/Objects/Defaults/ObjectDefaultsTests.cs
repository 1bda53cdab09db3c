using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Defaults;

namespace AdmissionGuard.TestKit.Tests.Objects.Defaults;

public sealed class ObjectDefaultsTests
{
    [Theory]
    [InlineData("""{"podSelector":{}}""", """["Ingress"]""")]
    [InlineData("""{"egress":[]}""", """["Ingress"]""")]
    [InlineData("""{"ingress":[],"egress":[{}]}""", """["Ingress","Egress"]""")]
    [InlineData("""{"policyTypes":[],"egress":[{}]}""", """["Ingress","Egress"]""")]
    [InlineData("""{"policyTypes":["Ingress"],"egress":[{}]}""", """["Ingress"]""")]
    public void Policy_types_follow_from_the_rules_unless_they_are_given(string spec, string expected) =>
        Json.Same(expected, Filled("networking.k8s.io", "NetworkPolicy", spec)["policyTypes"]);

    [Fact]
    public void Ports_of_a_policy_are_tcp()
    {
        var spec = Filled("networking.k8s.io", "NetworkPolicy", """{"ingress":[{"ports":[{"port":1},{"protocol":"UDP"}]}],"egress":[{"ports":[{}]}]}""");

        Json.Same("""[{"ports":[{"port":1,"protocol":"TCP"},{"protocol":"UDP"}]}]""", spec["ingress"]);
        Json.Same("""[{"ports":[{"protocol":"TCP"}]}]""", spec["egress"]);
    }

    [Fact]
    public void A_service_gets_an_address_once()
    {
        var service = Json.Object("""{"spec":{"ports":[{"port":80}]}}""");
        ObjectDefaults.Fill("", "Service", service);
        ServiceDefaults.Allocate(service, null, () => "10.96.0.7");

        Json.Same(
            """
            {"ports":[{"port":80,"protocol":"TCP","targetPort":80}],"type":"ClusterIP","sessionAffinity":"None","internalTrafficPolicy":"Cluster",
            "clusterIP":"10.96.0.7","clusterIPs":["10.96.0.7"],"ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack"}
            """,
            service["spec"]);

        var replaced = Json.Object("""{"spec":{"ports":[{"port":81}]}}""");
        ServiceDefaults.Allocate(replaced, service, () => throw new InvalidOperationException("no second address"));
        Assert.Equal("10.96.0.7", (string?)replaced["spec"]!["clusterIP"]);
    }

    [Fact]
    public void A_namespace_carries_its_name_as_a_label()
    {
        var shop = Json.Object("""{"metadata":{"name":"shop","labels":{"kubernetes.io/metadata.name":"other"}}}""");
        ObjectDefaults.Fill("", "Namespace", shop);
        ObjectDefaults.FillCreated("", "Namespace", shop);

        Json.Same(
            """
            {"metadata":{"name":"shop","labels":{"kubernetes.io/metadata.name":"shop"}},"spec":{"finalizers":["kubernetes"]},
            "status":{"phase":"Active"}}
            """,
            shop);
    }

    [Theory]
    [InlineData("web", "Always")]
    [InlineData("web:latest", "Always")]
    [InlineData("registry:5000/web", "Always")]
    [InlineData("web:1", "IfNotPresent")]
    [InlineData("web@sha256:0", "IfNotPresent")]
    public void The_pull_policy_follows_the_tag(string image, string expected)
    {
        var spec = Filled("", "Pod", $$"""{"containers":[{"name":"c","image":"{{image}}"}]}""");

        Assert.Equal(expected, (string?)spec["containers"]![0]!["imagePullPolicy"]);
    }

    private static JsonObject Filled(string group, string kind, string spec)
    {
        var value = Json.Object($$"""{"metadata":{"name":"x"},"spec":{{spec}}}""");
        ObjectDefaults.Fill(group, kind, value);
        return value["spec"]!.AsObject();
    }
}
