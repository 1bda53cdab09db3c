using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void Every_key_is_read()
    {
        var configuration = Read("""
            # What our cluster wants.
            actions:
              dns-blocked: deny
              isolation-starts: off
              ingress-rules-removed: {update: warn}
            dnsServices: [kube-system/coredns, dns/unbound]
            ipBlockMatchesPods: true
            exempt:
              users: ["system:serviceaccount:flux-system:kustomize-controller"]
              groups: [break-glass]
              namespaces: [sandbox]
            acknowledge:
              groups: [network-team]
            disclose: namespace
            onFailure: deny
            staleAfter: 5m
            """);
        Assert.Equal(new RuleActions(Verdict.Deny, Verdict.Deny, Verdict.Deny), configuration.Guard.Actions["dns-blocked"]);
        Assert.Equal(new RuleActions(null, null, null), configuration.Guard.Actions["isolation-starts"]);
        Assert.Equal(new RuleActions(null, Verdict.Warn, Verdict.Warn), configuration.Guard.Actions["ingress-rules-removed"]);
        Assert.Equal([new ObjectKey("kube-system", "coredns"), new ObjectKey("dns", "unbound")], configuration.Guard.DnsServices);
        Assert.True(configuration.Guard.IpBlockMatchesPods);
        Assert.Equal(["system:serviceaccount:flux-system:kustomize-controller"], configuration.ExemptUsers);
        Assert.Equal(["break-glass"], configuration.ExemptGroups);
        Assert.Equal(["sandbox"], configuration.ExemptNamespaces);
        Assert.Equal(["network-team"], configuration.AcknowledgeGroups);
        Assert.Equal(Disclosure.Namespace, configuration.Disclosure);
        Assert.Equal(FailureMode.Deny, configuration.OnFailure);
        Assert.Equal(TimeSpan.FromMinutes(5), configuration.StaleAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("{}")]
    [InlineData("actions: {}\nexempt:\ndnsServices: null\n")]
    public void What_is_not_said_is_as_it_is_by_default(string yaml)
    {
        var configuration = Read(yaml);
        Assert.Empty(configuration.Guard.Actions);
        Assert.Equal(GuardConfiguration.Default.DnsServices, configuration.Guard.DnsServices);
        Assert.Null(configuration.Guard.IpBlockMatchesPods);
        Assert.Empty(configuration.ExemptUsers);
        Assert.Equal(TimeSpan.FromSeconds(180), configuration.StaleAfter);
    }

    [Fact]
    public void JSON_is_YAML_too() => Assert.Equal(FailureMode.Deny, Read("""{"onFailure": "deny"}""").OnFailure);

    [Fact]
    public void An_action_for_a_whole_rule_leaves_out_the_operations_on_which_it_has_nothing_to_say() =>
        Assert.Equal(new RuleActions(null, Verdict.Audit, Verdict.Audit), Read("actions: {isolation-ends: audit}").Guard.Actions["isolation-ends"]);

    [Theory]
    [InlineData("action: {}", "config.yaml:1:1: unknown key \"action\" (did you mean actions?)")]
    [InlineData("onFailure: allow\nexemptions:\n  users: []\n", "config.yaml:2:1: unknown key \"exemptions\"; the keys here are actions, dnsServices, ipBlockMatchesPods, exempt, acknowledge, disclose, onFailure, staleAfter, contract")]
    [InlineData("exempt:\n  # who\n  user: [a]\n", "config.yaml:3:3: unknown key \"user\" (did you mean users?)")]
    [InlineData("exempt:\n  groups: []\n  usrs:\n", "config.yaml:3:3: unknown key \"usrs\" (did you mean users?)")]
    [InlineData("actions:\n  dns-block: deny\n", "config.yaml:2:3: unknown key \"dns-block\" (did you mean dns-blocked?)")]
    [InlineData("actions:\n  dns-blocked: {updates: deny}\n", "config.yaml:2:17: unknown key \"updates\" (did you mean update?)")]
    [InlineData("actions:\n  dns-blocked: reject\n", "config.yaml:2:16: actions.dns-blocked: \"reject\" is no action; expected deny, warn, audit or off")]
    [InlineData("actions:\n  dns-blocked: yes\n", "config.yaml:2:16: actions.dns-blocked: \"yes\" is no action; expected deny, warn, audit or off")]
    [InlineData("actions:\n  dns-blocked:\n", "config.yaml:2:15: actions.dns-blocked: the action is missing: deny, warn, audit or off")]
    [InlineData("actions:\n  dns-blocked: [deny]\n", "config.yaml:2:16: actions.dns-blocked: an action is expected: deny, warn, audit or off")]
    [InlineData("actions:\n  isolation-ends: {create: deny}\n", "config.yaml:2:28: actions.isolation-ends.create: isolation-ends has nothing to say on CREATE; remove this")]
    [InlineData("actions: [deny]", "config.yaml:1:10: actions: a mapping is expected")]
    [InlineData("dnsServices: kube-dns", "config.yaml:1:14: dnsServices: a list is expected")]
    [InlineData("dnsServices: [kube-dns]", "config.yaml:1:15: dnsServices[0]: \"kube-dns\" is no Service; write it as namespace/name")]
    [InlineData("ipBlockMatchesPods: \"true\"", "config.yaml:1:21: ipBlockMatchesPods: true or false is expected, without quotes")]
    [InlineData("exempt: {users: [7]}", "config.yaml:1:18: exempt.users[0]: a string is expected; put 7 in quotes")]
    [InlineData("exempt: {users: ['']}", "config.yaml:1:18: exempt.users[0]: a name is expected; remove the empty item")]
    [InlineData("exempt: {namespaces: [Shop]}", "config.yaml:1:23: exempt.namespaces[0]: \"Shop\" is no namespace's name")]
    [InlineData("exempt: [a]", "config.yaml:1:9: exempt: a mapping is expected")]
    [InlineData("disclose: all", "config.yaml:1:11: disclose: \"all\" is not known; expected cluster or namespace")]
    [InlineData("onFailure: Deny", "config.yaml:1:12: onFailure: \"Deny\" is not known; expected allow or deny")]
    [InlineData("staleAfter: 180", "config.yaml:1:13: staleAfter: \"180\" is no duration; write it as 180s or 3m")]
    [InlineData("staleAfter: 0s", "config.yaml:1:13: staleAfter: \"0s\" is no duration; write it as 180s or 3m")]
    [InlineData("onFailure: allow\nonFailure: deny", "config.yaml:2:1: key \"onFailure\" appears twice in one mapping; remove one of them")]
    [InlineData("onFailure: allow\n---\nonFailure: deny", "config.yaml:3:1: a second document; there must be one only")]
    [InlineData("deny", "config.yaml:1:1: a mapping is expected")]
    public void Whatever_is_not_understood_is_an_error_with_its_place(string yaml, string error) =>
        Assert.Equal(error, Assert.Throws<ManifestException>(() => Read(yaml)).Message);

    [Fact]
    public void Broken_YAML_is_one_line()
    {
        var error = Assert.Throws<ManifestException>(() => Read("actions: {dns-blocked: deny\n")).Message;
        Assert.StartsWith("config.yaml:", error, StringComparison.Ordinal);
        Assert.Contains("not valid YAML", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    private static WebhookConfiguration Read(string yaml) => ConfigurationReader.Read(Encoding.UTF8.GetBytes(yaml), "config.yaml");
}
