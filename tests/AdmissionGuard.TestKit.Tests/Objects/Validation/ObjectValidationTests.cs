using AdmissionGuard.TestKit.Objects.Validation;

namespace AdmissionGuard.TestKit.Tests.Objects.Validation;

public sealed class ObjectValidationTests
{
    [Theory]
    [InlineData("""{"ingress":[{"ports":[{"port":0}]}]}""", "spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [InlineData("""{"egress":[{},{"ports":[{},{"port":65536}]}]}""",
        "spec.egress[1].ports[1].port: Invalid value: 65536: must be between 1 and 65535, inclusive")]
    [InlineData("""{"ingress":[{"ports":[{"port":80,"endPort":79}]}]}""",
        "spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`")]
    [InlineData("""{"ingress":[{"ports":[{"endPort":79}]}]}""",
        "spec.ingress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is not specified")]
    [InlineData("""{"ingress":[{"ports":[{"port":"http","endPort":79}]}]}""",
        "spec.ingress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is non-numeric")]
    [InlineData("""{"ingress":[{"ports":[{"port":"80"}]}]}""", "spec.ingress[0].ports[0].port: Invalid value: \"80\": must contain at least one letter (a-z)")]
    [InlineData("""{"ingress":[{"ports":[{"protocol":"ICMP"}]}]}""",
        "spec.ingress[0].ports[0].protocol: Unsupported value: \"ICMP\": supported values: \"TCP\", \"UDP\", \"SCTP\"")]
    [InlineData("""{"ingress":[{"from":[{}]}]}""", "spec.ingress[0].from[0]: Required value: must specify a peer")]
    [InlineData("""{"egress":[{"to":[{"podSelector":{},"ipBlock":{"cidr":"10.0.0.0/8"}}]}]}""",
        "spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer")]
    [InlineData("""{"egress":[{"to":[{"ipBlock":{}}]}]}""", "spec.egress[0].to[0].ipBlock.cidr: Required value")]
    [InlineData("""{"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0"}}]}]}""",
        "spec.egress[0].to[0].ipBlock.cidr: Invalid value: \"10.0.0.0\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [InlineData("""{"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16","11.0.0.0/16"]}}]}]}""",
        "spec.egress[0].to[0].ipBlock.except[1]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`")]
    [InlineData("""{"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.0.0.0/8"]}}]}]}""",
        "spec.egress[0].to[0].ipBlock.except[0]: Invalid value: \"10.0.0.0/8\": must be a strict subset of `cidr`")]
    [InlineData("""{"policyTypes":["Both"]}""", "spec.policyTypes[0]: Unsupported value: \"Both\": supported values: \"Ingress\", \"Egress\"")]
    [InlineData("""{"policyTypes":["Ingress","Egress","Ingress"]}""",
        "spec.policyTypes: Invalid value: [\"Ingress\",\"Egress\",\"Ingress\"]: may not specify more than two policyTypes")]
    [InlineData("""{"podSelector":{"matchExpressions":[{"key":"a","operator":"Is"}]}}""",
        "spec.podSelector.matchExpressions[0].operator: Invalid value: \"Is\": not a valid selector operator")]
    [InlineData("""{"podSelector":{"matchExpressions":[{"key":"a","operator":"In"}]}}""",
        "spec.podSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'")]
    [InlineData("""{"ingress":[{"from":[{"podSelector":{"matchExpressions":[{"key":"a","operator":"Exists","values":["x"]}]}}]}]}""",
        "spec.ingress[0].from[0].podSelector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    public void A_fault_of_a_policy_is_told_as_the_api_server_tells_it(string spec, string expected)
    {
        var policy = Json.Object($$"""{"metadata":{"name":"web"},"spec":{{spec}}}""");

        Assert.Equal([expected], ObjectValidation.Check("networking.k8s.io", "NetworkPolicy", policy).Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("""{"ingress":[{"ports":[{"port":9000,"endPort":9010,"protocol":"TCP"},{"protocol":"SCTP"},{"port":"http-2"}]},{}]}""")]
    [InlineData("""{"egress":[{"to":[{"ipBlock":{"cidr":"2001:db8::/32","except":["2001:db8:1::/48"]}},{"namespaceSelector":{},"podSelector":{}}]}]}""")]
    [InlineData("""{"egress":[{"to":[{"ipBlock":{"cidr":"10.1.2.3/8"}}]}],"policyTypes":[]}""")]
    public void A_sound_policy_has_no_fault(string spec) =>
        Assert.Empty(ObjectValidation.Check("networking.k8s.io", "NetworkPolicy", Json.Object($$"""{"metadata":{"name":"web"},"spec":{{spec}}}""")));

    [Theory]
    [InlineData("NetworkPolicy", """{"name":"Web"}""", "metadata.name: Invalid value: \"Web\": a lowercase RFC 1123 subdomain must consist of")]
    [InlineData("Namespace", """{"name":"a.b"}""", "metadata.name: Invalid value: \"a.b\": a lowercase RFC 1123 label must consist of")]
    [InlineData("NetworkPolicy", "{}", "metadata.name: Required value: name or generateName is required")]
    [InlineData("NetworkPolicy", """{"name":"w","labels":{"a b":"c"}}""", "metadata.labels: Invalid value: \"a b\": name part must consist of")]
    [InlineData("NetworkPolicy", """{"name":"w","labels":{"a":"-"}}""", "metadata.labels: Invalid value: \"-\": a valid label must be an empty string or")]
    [InlineData("NetworkPolicy", """{"name":"w","annotations":{"a/b/c":""}}""", "metadata.annotations: Invalid value: \"a/b/c\": a qualified name must")]
    public void Names_and_labels_are_checked(string kind, string metadata, string expected)
    {
        var faults = ObjectValidation.Check(kind == "Namespace" ? "" : "networking.k8s.io", kind, Json.Object($$"""{"metadata":{{metadata}}}"""));

        Assert.StartsWith(expected, Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }
}
