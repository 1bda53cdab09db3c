using System.Text.RegularExpressions;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed partial class RuleCatalogTests
{
    // Ids stand in configurations and annotations: a rule may be added here, but none renamed, reused or removed.
    [Fact]
    public void Ids_never_change() => Assert.Equal(
        [
            "ingress-rules-removed", "dns-blocked", "self-lockout", "contract-broken", "host-network-target", "rules-ignored-by-policy-types",
            "isolation-starts", "isolation-ends", "connections-lost", "namespace-scope-missing", "peer-not-namespace-scoped",
            "peers-joined-by-or", "exposed-to-world", "selects-no-pods", "peer-matches-nothing", "port-not-exposed",
        ],
        RuleCatalog.All.Select(rule => rule.Id));

    [Fact]
    public void Ids_are_unique_and_kebab_case()
    {
        Assert.Distinct(RuleCatalog.All.Select(rule => rule.Id));
        Assert.All(RuleCatalog.All, rule => Assert.Matches(KebabCase(), rule.Id));
    }

    [Fact]
    public void Every_rule_speaks_in_sentences() => Assert.All(
        RuleCatalog.All.SelectMany(rule => new[] { rule.Finds, rule.Why, rule.Remediation }),
        text => Assert.True(char.IsUpper(text.TrimStart('`')[0]) && text.EndsWith('.') && text == Wording.Plain(text) || text.StartsWith('`'), text));

    [Fact]
    public void Every_rule_says_what_makes_it_stay_silent() =>
        Assert.All(RuleCatalog.All, rule => Assert.Contains("The rule stays silent", rule.Why, StringComparison.Ordinal));

    [Fact]
    public void Exceptions_are_no_sentences_because_they_stand_in_a_table() =>
        Assert.All(RuleCatalog.All.Where(rule => rule.Exceptions.Length > 0), rule => Assert.Matches("^[a-z].*[^.]$", rule.Exceptions));

    [Fact]
    public void Every_rule_does_something_at_some_operation() => Assert.All(
        RuleCatalog.All, rule => Assert.Contains(Enum.GetValues<Operation>(), operation => rule.Actions.For(operation) >= Verdict.Audit));

    [Theory]
    [InlineData("ingress-rules-removed", null, Verdict.Deny, Verdict.Warn)]
    [InlineData("dns-blocked", Verdict.Warn, Verdict.Deny, Verdict.Warn)]
    [InlineData("host-network-target", Verdict.Deny, Verdict.Deny, null)]
    [InlineData("rules-ignored-by-policy-types", Verdict.Deny, Verdict.Deny, null)]
    [InlineData("isolation-starts", Verdict.Warn, Verdict.Warn, null)]
    [InlineData("isolation-ends", null, Verdict.Warn, Verdict.Warn)]
    [InlineData("connections-lost", Verdict.Warn, Verdict.Warn, Verdict.Warn)]
    [InlineData("namespace-scope-missing", Verdict.Warn, Verdict.Warn, null)]
    [InlineData("peer-not-namespace-scoped", Verdict.Warn, Verdict.Warn, null)]
    [InlineData("peers-joined-by-or", Verdict.Warn, Verdict.Warn, null)]
    [InlineData("exposed-to-world", Verdict.Warn, Verdict.Warn, Verdict.Warn)]
    [InlineData("selects-no-pods", Verdict.Warn, Verdict.Warn, null)]
    [InlineData("peer-matches-nothing", Verdict.Warn, Verdict.Warn, null)]
    [InlineData("port-not-exposed", Verdict.Warn, Verdict.Warn, null)]
    public void Actions_go_by_operation(string id, Verdict? create, Verdict? update, Verdict? delete) =>
        Assert.Equal(new RuleActions(create, update, delete), RuleCatalog.All.Single(rule => rule.Id == id).Actions);

    [Fact]
    public void An_operation_that_does_not_exist_is_a_mistake() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RuleCatalog.All[0].Actions.For((Operation)9));

    [Theory]
    [InlineData("sitemap", "sitemap")]
    [InlineData("immutable", "is immutable field")]
    [InlineData("a\nfor: \"b\":", "x\r\n\u0007\u2028y")]
    public void No_name_makes_a_message_that_tools_misread(string pod, string workload)
    {
        var hostile = new Pod { Key = new ObjectKey("shop", pod), Labels = Some.Labels("app=web"), Workload = new Workload("shop", workload, "Deployment") };
        var onHost = hostile with { Key = Some.Key("shop/host"), HostNetwork = true };
        var cluster = Some.Cluster([hostile, onHost, Some.Pod("shop/api", "app=api")]);
        var reviews = new[]
        {
            Reviewed.Create(cluster, Some.Policy("shop/sitemap", "app=web", types: PolicyTypes.Both)),
            Reviewed.Update(cluster, Some.Policy("shop/p", "app=web", [Some.Rule(Some.Peer("app=api"))]), Some.Policy("shop/p", "app=web")),
            Reviewed.Delete(cluster, Some.Policy("shop/p", "app=web")),
        };
        var texts = reviews.SelectMany(review => review.Findings).SelectMany(finding => new[] { finding.Message, finding.Remediation, finding.Field });
        Assert.All(texts, text => Assert.DoesNotMatch(Misread(), text));
    }

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex KebabCase();

    [GeneratedRegex(@"map\[|is\simmutable|immutable\sfield|\p{C}|[\u2028\u2029]", RegexOptions.NonBacktracking)]
    private static partial Regex Misread();
}
