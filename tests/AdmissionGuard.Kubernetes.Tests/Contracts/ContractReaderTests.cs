using System.Text;
using AdmissionGuard.Core.Contracts;
using AdmissionGuard.Kubernetes.Contracts;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Contracts;

public sealed class ContractReaderTests
{
    [Fact]
    public void Lines_are_read_with_their_places()
    {
        var contract = Read(
            """
            # what the shop needs
            mustAllow:
            - from: shop/web[Deployment]{track=canary,!old}
              to: {namespace: data, podSelector: {matchLabels: {app: db}}}
              ports: [TCP 5432, UDP 8000-8010, SCTP]
            mustDeny:
            - from: 203.0.113.0/24
              to: {namespaceSelector: {matchExpressions: [{key: tier, operator: Exists}]}}
            - from: 10.0.0.1-10.0.0.9
              to: shop/web[Deployment]
              ports: [all]
            """);

        Assert.Equal(
            [
                "c.yaml:3 allow shop/web[Deployment]{!old,track=canary} -> pods \"app=db\" of namespaces \"kubernetes.io/metadata.name=data\": SCTP 1-65535, TCP 5432, UDP 8000-8010",
                "c.yaml:7 deny 203.0.113.0-203.0.113.255 -> all pods of namespaces \"tier\": all",
                "c.yaml:9 deny 10.0.0.1-10.0.0.9 -> shop/web[Deployment]: all",
            ],
            contract.Lines.Select(line =>
                $"{line.Place} {(line.MustAllow ? "allow" : "deny")} {line.From} -> {line.To}: {string.Join(", ", line.Connections.ToList())}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("mustAllow: []\nmustDeny:\n")]
    public void A_contract_may_ask_for_nothing(string yaml) => Assert.Empty(Read(yaml).Lines);

    [Theory]
    [InlineData("mustAlow: []", "1:1: unknown key \"mustAlow\" (did you mean mustAllow?)")]
    [InlineData("mustAllow: {}", "1:12: mustAllow: a list is expected")]
    [InlineData("mustAllow:\n- form: a/b[Pod]", "2:3: unknown key \"form\" (did you mean from?)")]
    [InlineData("mustAllow:\n- to: a/b[Pod]", "2:3: mustAllow[0].from: missing; name a workload, pods or addresses")]
    [InlineData("mustAllow:\n- from: a/b[Pod]", "2:3: mustAllow[0].to: missing; name a workload, pods or addresses")]
    [InlineData("mustAllow:\n- {from: a/b, to: a/b[Pod]}", "2:10: mustAllow[0].from: \"a/b\" is no end; write a workload (shop/web[Deployment]), addresses (10.0.0.0/8) or a mapping with podSelector", true)]
    [InlineData("mustAllow:\n- from: 300.0.0.0/8\n  to: a/b[Pod]", "2:9: mustAllow[0].from: \"300.0.0.0/8\" is no end; write a workload (shop/web[Deployment]), addresses (10.0.0.0/8) or a mapping with podSelector")]
    [InlineData("mustDeny:\n- from: 10.0.0.0/8\n  to: 0.0.0.0/0", "3:7: mustDeny[0].to: both ends are addresses; policies govern pods, so one end must be pods")]
    [InlineData("mustDeny:\n- from: {podSelector: {}}\n  to: 0.0.0.0/0", "2:9: mustDeny[0].from: names no namespaces; add namespace: NAME or a namespaceSelector ({} for all)")]
    [InlineData("mustDeny:\n- from: {namespace: a, namespaceSelector: {}}\n  to: 0.0.0.0/0", "2:21: mustDeny[0].from.namespace: namespace and namespaceSelector exclude each other; remove one")]
    [InlineData("mustDeny:\n- from: {namespace: A}\n  to: 0.0.0.0/0", "2:21: mustDeny[0].from.namespace: \"A\" is no namespace's name")]
    [InlineData("mustDeny:\n- from: {namespace: a, podSelector: {matchLabel: {}}}\n  to: 0.0.0.0/0", "2:50: mustDeny[0].from.podSelector.matchLabel: unknown field; did you mean matchLabels?")]
    [InlineData("mustDeny:\n- from: {namespace: a, podSelector: {matchExpressions: [{key: a, operator: Is}]}}\n  to: 0.0.0.0/0", "2:76: mustDeny[0].from.podSelector.matchExpressions[0].operator: \"Is\" is no operator; use In, NotIn, Exists or DoesNotExist")]
    [InlineData("mustDeny:\n- from: {namespace: a}\n  to: 0.0.0.0/0\n  ports: 80", "4:10: mustDeny[0].ports: a list is expected; write it like [TCP 80, UDP 8000-8010] or [all]")]
    [InlineData("mustDeny:\n- from: {namespace: a}\n  to: 0.0.0.0/0\n  ports: []", "4:10: mustDeny[0].ports: no port; remove the field to mean all")]
    [InlineData("mustDeny:\n- from: {namespace: a}\n  to: 0.0.0.0/0\n  ports: [tcp 80]", "4:11: mustDeny[0].ports[0]: \"tcp 80\" is no port; write it like TCP 80, TCP 8000-8010, UDP or all")]
    [InlineData("mustDeny:\n- from: {namespace: a}\n  to: 0.0.0.0/0\n  ports: [TCP 80-79]", "4:11: mustDeny[0].ports[0]: \"TCP 80-79\" is no port; write it like TCP 80, TCP 8000-8010, UDP or all")]
    [InlineData("mustDeny:\n- from: {namespace: a}\n  to: 0.0.0.0/0\n  ports: [TCP 70000]", "4:11: mustDeny[0].ports[0]: \"TCP 70000\" is no port; write it like TCP 80, TCP 8000-8010, UDP or all")]
    [InlineData("a: 1\n---\nb: 1", "3:1: a second document; there must be one only")]
    public void What_is_not_understood_is_an_error_of_one_line(string yaml, string error, bool isFlow = false)
    {
        // Brackets end a plain scalar in a flow mapping: the workload has to be quoted there.
        var text = isFlow ? yaml.Replace("a/b[Pod]", "\"a/b[Pod]\"", StringComparison.Ordinal) : yaml;

        Assert.Equal($"c.yaml:{error}", Assert.Throws<ManifestException>(() => Read(text)).Message);
    }

    [Theory]
    [InlineData("{namespace: a}", "b/c[Pod]", "{namespace: a}", "b/c[Pod]", true)]
    [InlineData("{namespace: a}", "b/c[Pod]", "{namespaceSelector: {}}", "{namespace: b}", true)]
    [InlineData("{namespaceSelector: {}}", "b/c[Pod]", "{namespace: a}", "b/c[Pod]", true)]
    [InlineData("{namespace: a}", "10.1.0.0/16", "{namespace: a}", "10.0.0.0/8", true)]
    [InlineData("{namespace: a}", "b/c[Pod]", "{namespace: a}", "b/d[Pod]", false)]
    [InlineData("{namespace: a}", "b/c[Pod]", "{namespace: x}", "b/c[Pod]", false)]
    [InlineData("{namespace: a}", "b/c[Pod]", "{namespace: a}", "{namespace: b, podSelector: {matchLabels: {app: c}}}", false)]
    [InlineData("{namespace: a}", "10.0.0.0/8", "{namespace: a}", "192.0.2.0/24", false)]
    public void Lines_that_ask_for_opposites_are_an_error(string allowFrom, string allowTo, string denyFrom, string denyTo, bool contradict)
    {
        var yaml = $"mustAllow:\n- from: {allowFrom}\n  to: {allowTo}\n  ports: [TCP 80-90]\nmustDeny:\n- from: {denyFrom}\n  to: {denyTo}\n  ports: [TCP 85]\n";

        Assert.Equal(contradict, Record.Exception(() => Read(yaml)) is ManifestException);
    }

    [Fact]
    public void A_contradiction_names_both_lines_and_the_connection()
    {
        var error = Assert.Throws<ManifestException>(() => Read(
            "mustAllow:\n- from: shop/web[Pod]\n  to: data/db[Pod]\n  ports: [TCP 5432]\nmustDeny:\n- from: {namespace: shop}\n  to: {namespace: data}\n"));

        Assert.Equal(
            "c.yaml:6:3: mustDeny[0]: denies what c.yaml:2 allows: shop/web[Pod] to data/db[Pod] on TCP 5432; narrow one of the two lines or remove it", error.Message);
    }

    private static ConnectivityContract Read(string yaml) => ContractReader.Read(Encoding.UTF8.GetBytes(yaml), "c.yaml");
}
