using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class NamespaceScopeMissingTests
{
    private const string Rule = "namespace-scope-missing";
    private static readonly ClusterState Shop = Some.Cluster([Some.Pod("shop/web", "app=web"), Some.Pod("default/job", "app=job")]);
    private static readonly NetworkPolicy Elsewhere = Some.Policy("default/p", "app=web");
    private static readonly NetworkPolicy Omitted = Elsewhere with { NamespaceOmitted = true };

    [Fact]
    public void A_manifest_without_a_namespace_warns_and_names_the_only_one_that_fits()
    {
        var review = Reviewed.Create(Shop, Omitted);
        Assert.Equal(
            "warn metadata.namespace: the manifest names no namespace and was read as \"default\"; \"app=web\" matches pods in \"shop\" only", review.Says(Rule));
        Assert.Equal("Set metadata.namespace to \"shop\".", review.Finding(Rule).Remediation);
        Assert.False(review.Finding(Rule).IsCurable);
    }

    [Fact]
    public void Where_no_namespace_stands_out_it_names_none()
    {
        var review = Reviewed.Create(Shop, Omitted with { Spec = Some.Spec() });
        Assert.Equal("warn metadata.namespace: the manifest names no namespace and was read as \"default\"", review.Says(Rule));
        Assert.Equal("Set metadata.namespace to the namespace of the pods.", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_selector_that_matches_nothing_here_and_pods_in_exactly_one_other_namespace_warns()
    {
        var review = Reviewed.Create(Shop, Elsewhere);
        Assert.Equal("warn metadata.namespace: \"app=web\" matches no pod in \"default\" but does in \"shop\"", review.Says(Rule));
        Assert.Equal("Set metadata.namespace to \"shop\".", review.Finding(Rule).Remediation);
    }

    [Fact]
    public void A_selector_that_matches_in_two_other_namespaces_is_no_finding() =>
        Assert.Empty(Reviewed.Create(Some.Cluster([Some.Pod("shop/web", "app=web"), Some.Pod("bank/web", "app=web")]), Elsewhere).Says(Rule));

    [Fact]
    public void A_selector_that_matches_here_is_no_finding()
    {
        var here = Some.Pod("default/web", "app=web");
        Assert.Empty(Reviewed.Create(Some.Cluster([here, Some.Pod("shop/web", "app=web")]), Elsewhere).Says(Rule));
        Assert.Empty(Reviewed.Create(Some.Cluster([here with { HostNetwork = true }, Some.Pod("shop/web", "app=web")]), Elsewhere).Says(Rule));
    }

    [Fact]
    public void A_selector_that_matches_nowhere_or_everywhere_is_no_finding()
    {
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("default/p", "app=unknown")).Says(Rule));
        Assert.Empty(Reviewed.Create(Shop, Some.Policy("bank/p")).Says(Rule));
    }

    [Fact]
    public void A_namespace_that_does_not_exist_yet_can_be_the_wrong_one() =>
        Assert.NotEmpty(Reviewed.Create(Shop, Some.Policy("nowhere/p", "app=web")).Says(Rule));

    [Fact]
    public void A_selector_that_is_renamed_to_something_foreign_warns() =>
        Assert.Equal(Verdict.Warn, Reviewed.Update(Shop, Some.Policy("default/p", "app=job"), Elsewhere).Finding(Rule).Action);

    [Fact]
    public void An_old_flaw_is_only_recorded()
    {
        var edited = Elsewhere with { Spec = Elsewhere.Spec with { Ingress = [Some.Rule()] } };
        Assert.Equal(Verdict.Audit, Reviewed.Update(Shop, Elsewhere, edited).Finding(Rule).Action);
    }

    [Fact]
    public void Deleting_such_a_policy_is_no_finding() => Assert.Empty(Reviewed.Delete(Shop, Omitted).Says(Rule));
}
