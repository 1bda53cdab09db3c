using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class SelectsNoPodsTests
{
    private const string Rule = "selects-no-pods";
    private static readonly ClusterState Shop = Some.Cluster([Some.Pod("shop/frontend", "app=frontend,tier=web"), Some.Pod("shop/db", "app.kubernetes.io/name=postgres")]);

    [Fact]
    public void A_mistyped_label_warns_with_the_nearest_there()
    {
        var review = Reviewed.Create(Shop, Some.Policy("shop/p", "app=fronted"));
        Assert.Equal("warn spec.podSelector: \"app=fronted\" matches no pod in \"shop\"; nearest there: \"app=frontend\"", review.Says(Rule));
        Assert.Equal("Select \"app=frontend\", or whatever labels the pods have.", review.Finding(Rule).Remediation);
        Assert.False(review.Finding(Rule).IsCurable);
    }

    [Theory]
    [InlineData("app=postgres", "app.kubernetes.io/name=postgres")]
    [InlineData("app=Frontend", "app=frontend")]
    [InlineData("app=forntend,tier=web", "app=frontend,tier=web")]
    [InlineData("app in (fronted,backend)", "app=frontend")]
    public void The_right_value_under_another_key_is_near_and_so_is_a_slip(string selector, string near) =>
        Assert.EndsWith($"; nearest there: \"{near}\"", Reviewed.Create(Shop, Some.Policy("shop/p", selector)).Says(Rule), StringComparison.Ordinal);

    [Theory]
    [InlineData("app=backend")]
    [InlineData("app=fronted,tier=batch")]
    [InlineData("role")]
    [InlineData("app notin (frontend),tier")]
    public void What_is_merely_not_there_yet_is_only_recorded(string selector)
    {
        var review = Reviewed.Create(Shop, Some.Policy("shop/p", selector));
        Assert.Equal($"audit spec.podSelector: \"{selector}\" matches no pod in \"shop\"", review.Says(Rule));
        Assert.Equal("Select labels that the pods have.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void Numbers_that_differ_are_meant_to()
    {
        var shards = Some.Cluster([Some.Pod("shop/a", "app=shard-1")]);
        Assert.StartsWith("audit ", Reviewed.Create(shards, Some.Policy("shop/p", "app=shard-2")).Says(Rule), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_that_loses_its_pods_warns_whatever_is_near() => Assert.Equal(
        "warn spec.podSelector: \"app=backend\" matches no pod in \"shop\"",
        Reviewed.Update(Shop, Some.Policy("shop/p", "app=frontend"), Some.Policy("shop/p", "app=backend")).Says(Rule));

    [Fact]
    public void An_old_flaw_is_only_recorded() => Assert.Equal(
        Verdict.Audit,
        Reviewed.Update(Shop, Some.Policy("shop/p", "app=fronted"), Some.Policy("shop/p", "app=fronted", [Some.Rule()])).Finding(Rule).Action);

    [Fact]
    public void Where_nothing_runs_nothing_is_said()
    {
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("bank/p", "app=fronted")).Says(Rule));
        Assert.Empty(Reviewed.Create(Some.Cluster(Reviewed.NotYet(Some.Pod("shop/frontend", "app=frontend"))), Some.Policy("shop/p", "app=fronted")).Says(Rule));
        Assert.Empty(Reviewed.Create(
            Some.Cluster([Some.Pod("shop/frontend", "app=frontend") with { IsTerminating = true }]), Some.Policy("shop/p", "app=fronted")).Says(Rule));
    }

    [Fact]
    public void Pods_that_have_ended_or_are_still_to_come_or_are_on_the_host_are_pods()
    {
        var job = Some.Pod("shop/job", "app=fronted");
        foreach (var pod in new[] { job with { IsTerminal = true }, job with { IsHypothetical = true }, job with { HostNetwork = true }, job with { IsTerminating = true } })
        {
            Assert.Empty(Reviewed.Create(Shop with { Pods = Shop.Pods.Add(pod) }, Some.Policy("shop/p", "app=fronted")).Says(Rule));
        }
    }

    [Fact]
    public void What_namespace_scope_missing_says_is_not_said_twice()
    {
        var cluster = Shop with { Pods = Shop.Pods.Add(Some.Pod("bank/fronted", "app=fronted")) };
        Assert.Equal("warn namespace-scope-missing", Reviewed.Create(cluster, Some.Policy("shop/p", "app=fronted")).Summary());
    }

    [Fact]
    public void An_empty_selector_and_a_deletion_are_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("shop/p")).Says(Rule));
        Assert.Empty(Reviewed.Delete(Shop, Some.Policy("shop/p", "app=fronted")).Says(Rule));
    }
}
