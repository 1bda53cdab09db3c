using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class PolicyErrorTests
{
    [Theory]
    [InlineData("ingress: {}", "a.yaml:5:12: spec.ingress: a list is expected; [] allows nothing and [{}] everything")]
    [InlineData("egress: {}", "a.yaml:5:11: spec.egress: a list is expected; [] allows nothing and [{}] everything")]
    [InlineData("ingress: [{from: {}}]", "a.yaml:5:20: spec.ingress[0].from: a list is expected")]
    [InlineData("egress: [{to: web}]", "a.yaml:5:17: spec.egress[0].to: a list is expected")]
    [InlineData("egress: [{ports: 80}]", "a.yaml:5:20: spec.egress[0].ports: a list is expected")]
    [InlineData("podSelector: web", "a.yaml:5:16: spec.podSelector: a mapping is expected")]
    public void A_value_of_the_wrong_shape(string spec, string error) => Assert.Equal(error, Folder.ErrorOf(Some.Policy(spec)));

    [Theory]
    [InlineData("{port: 0}", "a.yaml:5:29: spec.ingress[0].ports[0].port: 0 is no port; use 1 to 65535")]
    [InlineData("{port: 65536}", "a.yaml:5:29: spec.ingress[0].ports[0].port: 65536 is no port; use 1 to 65535")]
    [InlineData("{port: 80.5}", "a.yaml:5:29: spec.ingress[0].ports[0].port: a whole number is expected")]
    [InlineData("{port: '80'}", "a.yaml:5:29: spec.ingress[0].ports[0].port: \"80\" is a name because of its quotes; write 80 without quotes")]
    [InlineData("{port: Web}", "a.yaml:5:29: spec.ingress[0].ports[0].port: \"Web\" is no port name; use at most 15 of a-z, 0-9 and -, at least one letter, single dashes inside")]
    [InlineData("{endPort: 90}", "a.yaml:5:32: spec.ingress[0].ports[0].endPort: has no numeric port to start from; set port to the first port of the range")]
    [InlineData("{port: http, endPort: 90}", "a.yaml:5:44: spec.ingress[0].ports[0].endPort: has no numeric port to start from; set port to the first port of the range")]
    [InlineData("{port: 91, endPort: 90}", "a.yaml:5:42: spec.ingress[0].ports[0].endPort: 90 is below port 91; swap them")]
    [InlineData("{port: 91, endPort: '99'}", "a.yaml:5:42: spec.ingress[0].ports[0].endPort: a whole number is expected; write 99 without quotes")]
    [InlineData("{protocol: tcp}", "a.yaml:5:33: spec.ingress[0].ports[0].protocol: \"tcp\" is no protocol; use TCP, UDP or SCTP")]
    public void A_port_that_the_API_server_refuses(string port, string error) =>
        Assert.Equal(error, Folder.ErrorOf(Some.Policy($"ingress: [{{ports: [{port}]}}]")));

    [Theory]
    [InlineData("{}", "a.yaml:5:21: spec.ingress[0].from[0]: an empty peer; set podSelector, namespaceSelector or ipBlock")]
    [InlineData("{podSelector: }", "a.yaml:5:21: spec.ingress[0].from[0]: an empty peer; set podSelector, namespaceSelector or ipBlock")]
    [InlineData("{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}", "a.yaml:5:48: spec.ingress[0].from[0].ipBlock: stands beside a selector; make it a peer of its own")]
    [InlineData("{ipBlock: {}}", "a.yaml:5:31: spec.ingress[0].from[0].ipBlock.cidr: missing; write it like 10.0.0.0/8")]
    [InlineData("{ipBlock: {cidr: 10.0.0.0}}", "a.yaml:5:38: spec.ingress[0].from[0].ipBlock.cidr: \"10.0.0.0\" is no CIDR; write it like 10.0.0.0/8")]
    [InlineData("{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}", "a.yaml:5:59: spec.ingress[0].from[0].ipBlock.except[0]: 11.0.0.0/16 is no part of 10.0.0.0/8; an exception is a smaller block inside cidr")]
    [InlineData("{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}", "a.yaml:5:59: spec.ingress[0].from[0].ipBlock.except[0]: 10.0.0.0/8 is no part of 10.0.0.0/8; an exception is a smaller block inside cidr")]
    [InlineData("{ipBlock: {cidr: 10.0.0.0/8, except: ['::/64']}}", "a.yaml:5:59: spec.ingress[0].from[0].ipBlock.except[0]: ::/64 is no part of 10.0.0.0/8; an exception is a smaller block inside cidr")]
    public void A_peer_that_the_API_server_refuses(string peer, string error) =>
        Assert.Equal(error, Folder.ErrorOf(Some.Policy($"ingress: [{{from: [{peer}]}}]")));

    [Theory]
    [InlineData("{key: a, operator: In}", "a.yaml:5:36: spec.podSelector.matchExpressions[0].values: In needs at least one value; add one or use Exists or DoesNotExist")]
    [InlineData("{key: a, operator: Exists, values: [b]}", "a.yaml:5:71: spec.podSelector.matchExpressions[0].values: Exists takes no values; remove them or use In or NotIn")]
    [InlineData("{key: a, operator: in, values: [b]}", "a.yaml:5:55: spec.podSelector.matchExpressions[0].operator: \"in\" is no operator; use In, NotIn, Exists or DoesNotExist")]
    [InlineData("{key: a}", "a.yaml:5:36: spec.podSelector.matchExpressions[0].operator: missing; use In, NotIn, Exists or DoesNotExist")]
    [InlineData("{operator: Exists}", "a.yaml:5:36: spec.podSelector.matchExpressions[0].key: missing; name a label")]
    public void An_expression_that_the_API_server_refuses(string expression, string error) =>
        Assert.Equal(error, Folder.ErrorOf(Some.Policy($"podSelector: {{matchExpressions: [{expression}]}}")));

    [Theory]
    [InlineData("version: 1", "a.yaml:5:40: spec.podSelector.matchLabels.version: a string is expected; put 1 in quotes")]
    [InlineData("canary: yes", "a.yaml:5:39: spec.podSelector.matchLabels.canary: a string is expected; put yes in quotes")]
    [InlineData("app: a b", "a.yaml:5:36: spec.podSelector.matchLabels.app: \"a b\" is no label value; use at most 63 letters, digits, -, _ and . with a letter or digit at both ends")]
    [InlineData("-app: a", "a.yaml:5:37: spec.podSelector.matchLabels.-app: \"-app\" is no label key; use at most 63 letters, digits, -, _ and . with a letter or digit at both ends, after an optional prefix like example.com/")]
    public void A_label_that_the_API_server_refuses(string label, string error) =>
        Assert.Equal(error, Folder.ErrorOf(Some.Policy($"podSelector: {{matchLabels: {{{label}}}}}")));

    [Theory]
    [InlineData("policyTypes: [ingress]", "a.yaml:5:17: spec.policyTypes[0]: \"ingress\" is no policy type; use Ingress or Egress")]
    [InlineData("policyTypes: [Ingress, Egress, Egress]", "a.yaml:5:16: spec.policyTypes: more than two entries; keep Ingress, Egress or both")]
    public void A_policy_type_that_the_API_server_refuses(string types, string error) => Assert.Equal(error, Folder.ErrorOf(Some.Policy(types)));

    [Theory]
    [InlineData("name: Web", "a.yaml:3:18: metadata.name: \"Web\" is no object name; use at most 253 of a-z, 0-9, - and ., a letter or digit at both ends")]
    [InlineData("name: 80", "a.yaml:3:18: metadata.name: a string is expected; put 80 in quotes")]
    [InlineData("labels: {}", "a.yaml:3:11: metadata.name: missing; every object needs a name")]
    [InlineData("name: a, namespace: a.b", "a.yaml:3:32: metadata.namespace: \"a.b\" is no namespace name; use at most 63 of a-z, 0-9 and -, no - at either end")]
    public void A_name_that_the_API_server_refuses(string metadata, string error) =>
        Assert.Equal(error, Folder.ErrorOf($"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{{metadata}}}\n"));

    [Theory]
    [InlineData("ingres: []", "a.yaml:5:11: spec.ingres: unknown field; did you mean ingress?")]
    [InlineData("podselector: {}", "a.yaml:5:16: spec.podselector: unknown field; did you mean podSelector?")]
    [InlineData("ingress: [{to: []}]", "a.yaml:5:18: spec.ingress[0].to: unknown field; the fields here are from, ports")]
    [InlineData("ingress: [{from: [{podSelector: {app: web}}]}]", "a.yaml:5:41: spec.ingress[0].from[0].podSelector.app: unknown field; the fields here are matchExpressions, matchLabels")]
    public void An_unknown_field_of_a_change_is_an_error_and_of_a_cluster_is_none(string spec, string error)
    {
        Assert.Equal(error, Folder.ErrorOf(Some.Policy(spec)));
        Folder.PolicyOf(Some.Policy(spec), ManifestUse.Cluster);
    }

    [Fact]
    public void A_value_that_the_API_server_stored_before_it_checked_them_is_read()
    {
        var policy = Some.Policy("podSelector: {matchExpressions: [{key: app, operator: In, values: [a b]}]}");
        Assert.Contains("\"a b\" is no label value", Folder.ErrorOf(policy), StringComparison.Ordinal);
        Assert.Equal("app=a b", Folder.PolicyOf(policy, ManifestUse.Cluster).Spec.PodSelector.ToString());
    }

    [Fact]
    public void A_policy_without_apiVersion_is_not_passed_over() => Assert.Equal(
        "a.yaml:1:1: apiVersion: missing; write apiVersion: networking.k8s.io/v1",
        Folder.ErrorOf("kind: NetworkPolicy\nmetadata: {name: a}\n"));
}
