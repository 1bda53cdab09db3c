using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class AcknowledgementTests
{
    private const string Rule = "ingress-rules-removed";
    private static readonly ClusterState Shop = Some.Cluster([Some.Pod("shop/db", "app=db"), Some.Pod("shop/api", "app=api")]);
    private static readonly NetworkPolicy Full = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=api"), "TCP 5432")]);
    private static readonly NetworkPolicy Empty = Some.Policy("shop/db", "app=db");

    // Annotations in people's repositories hold these: the digest must be the same in every version and every cluster. The literals were
    // worked out with another language's SHA-256.
    [Fact]
    public void Digests_never_change()
    {
        var rich = Some.Spec(
            "app=db,tier in (a,b),!legacy",
            [Some.Rule([Some.Peer("app=api", "env=prod"), Some.Block("10.0.0.0/8", "10.1.0.0/16")], "TCP 5432, UDP 8000-8010, TCP http")],
            [Some.Rule(Some.Peer(namespaces: ""), "UDP"), Some.Rule()]);
        Assert.Equal("5b78e206", Digest(Operation.Update, Full.Spec, Empty.Spec));
        Assert.Equal("6ea70c7d", Digest(Operation.Delete, rich, null));
        Assert.Equal("486e422e", Acknowledgement.Digest("host-network-target", Some.Key("monitoring/agents"), Operation.Create, null, rich));
    }

    [Fact]
    public void A_digest_is_good_for_one_rule_policy_operation_and_change_only() => Assert.Distinct(
    [
        Digest(Operation.Update, Full.Spec, Empty.Spec),
        Digest(Operation.Update, Empty.Spec, Full.Spec),
        Digest(Operation.Delete, Full.Spec, null),
        Digest(Operation.Create, null, Full.Spec),
        Digest(Operation.Update, Full.Spec, Some.Spec("app=db", types: PolicyTypes.Both)),
        Acknowledgement.Digest("dns-blocked", Full.Key, Operation.Update, Full.Spec, Empty.Spec),
        Acknowledgement.Digest(Rule, Some.Key("bank/db"), Operation.Update, Full.Spec, Empty.Spec),
        Acknowledgement.Digest(Rule, Some.Key("shop/db-2"), Operation.Update, Full.Spec, Empty.Spec),
    ]);

    [Fact]
    public void Spelling_and_pods_make_no_other_digest()
    {
        var spelled = Some.Policy("shop/db", "app in (db)", types: PolicyTypes.Ingress);
        var crowded = Shop with { Pods = [.. Shop.Pods, Some.Pod("shop/db-2", "app=db"), Some.Pod("bank/api", "app=api")] };
        Assert.Equal(Reviewed.Update(Shop, Full, Empty).Finding(Rule).Digest, Reviewed.Update(crowded, Full, spelled).Finding(Rule).Digest);
    }

    [Fact]
    public void The_digest_of_a_finding_lets_its_change_pass()
    {
        var digest = Reviewed.Update(Shop, Full, Empty).Finding(Rule).Digest;
        var review = Reviewed.Update(Shop, Full, Empty with { Acknowledgement = $"{Rule}={digest}" });
        Assert.True(review.Finding(Rule).IsAcknowledged);
        Assert.Equal(Verdict.Audit, review.Verdict);
    }

    [Fact]
    public void On_a_deletion_the_stored_object_acknowledges()
    {
        var strict = new GuardConfiguration { Actions = GuardConfiguration.Default.Actions.Add(Rule, new(null, Verdict.Deny, Verdict.Deny)) };
        var shop = Shop with { Policies = [Some.Policy("shop/deny")] };
        var digest = Reviewed.Delete(shop, Full, strict).Finding(Rule).Digest;
        Assert.Equal(Verdict.Deny, Reviewed.Delete(shop, Full, strict).Finding(Rule).Action);
        Assert.True(Reviewed.Delete(shop, Full with { Acknowledgement = $"{Rule}={digest}" }, strict).Finding(Rule).IsAcknowledged);
    }

    [Fact]
    public void On_an_update_the_old_object_acknowledges_nothing()
    {
        var digest = Reviewed.Update(Shop, Full, Empty).Finding(Rule).Digest;
        Assert.Equal(Verdict.Deny, Reviewed.Update(Shop, Full with { Acknowledgement = $"{Rule}={digest}" }, Empty).Verdict);
    }

    [Fact]
    public void An_acknowledgement_is_worth_nothing_for_a_later_change()
    {
        var digest = Reviewed.Update(Shop, Full, Empty).Finding(Rule).Digest;
        var later = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"))]) with { Acknowledgement = $"{Rule}={digest}" };
        Assert.Equal(Verdict.Deny, Reviewed.Update(Shop, Full, later).Verdict);
    }

    [Fact]
    public void One_rule_acknowledged_leaves_the_others_standing()
    {
        var ignored = Some.Policy("shop/db", "app=db", egress: [Some.Rule()], types: PolicyTypes.Ingress);
        var digest = Reviewed.Update(Shop, Full, ignored).Finding(Rule).Digest;
        var review = Reviewed.Update(Shop, Full, ignored with { Acknowledgement = $"{Rule}={digest}" });
        Assert.Equal("deny rules-ignored-by-policy-types, audit ingress-rules-removed", review.Summary());
    }

    [Fact]
    public void A_warning_needs_no_acknowledgement()
    {
        var review = Reviewed.Create(Shop, Empty);
        var again = Reviewed.Create(Shop, Empty with { Acknowledgement = $"isolation-starts={review.Finding("isolation-starts").Digest}" });
        Assert.Equal(Verdict.Warn, again.Verdict);
        Assert.False(again.Finding("isolation-starts").IsAcknowledged);
    }

    [Theory]
    [InlineData("rule=12345678", true)]
    [InlineData("other=87654321,rule=12345678", true)]
    [InlineData(" rule=12345678 , other=87654321 ", true)]
    [InlineData("rule=12345679", false)]
    [InlineData("other=12345678", false)]
    [InlineData("rule=1234567", false)]
    [InlineData("rule=123456789", false)]
    [InlineData("RULE=12345678", false)]
    [InlineData("rule = 12345678", false)]
    [InlineData("rule=12345678;other=87654321", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Several_are_separated_by_commas_and_each_must_be_exact(string? annotation, bool covers) =>
        Assert.Equal(covers, Acknowledgement.Covers(annotation, "rule", "12345678"));

    private static string Digest(Operation operation, PolicySpec? before, PolicySpec? after) =>
        Acknowledgement.Digest(Rule, Full.Key, operation, before, after);
}
