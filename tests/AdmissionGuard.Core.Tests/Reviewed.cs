using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Tests;

/// <summary>Asks the reviewer about a change, and puts what it says on lines that a test can hold against a sentence.</summary>
internal static class Reviewed
{
    /// <summary>The same pods, of which nothing runs yet.</summary>
    public static Pod[] NotYet(params Pod[] pods) => [.. pods.Select(pod => pod with { IsHypothetical = true })];

    public static PolicyChange Creation(NetworkPolicy policy) => new(policy.Key, null, policy);

    public static PolicyChange Update(NetworkPolicy before, NetworkPolicy after) => new(after.Key, before, after);

    public static PolicyChange Deletion(NetworkPolicy policy) => new(policy.Key, policy, null);

    public static PolicyReview Create(ClusterState cluster, NetworkPolicy policy, GuardConfiguration? configuration = null) =>
        Single(cluster, Creation(policy), configuration);

    public static PolicyReview Update(
        ClusterState cluster, NetworkPolicy before, NetworkPolicy after, GuardConfiguration? configuration = null) =>
        Single(cluster, Update(before, after), configuration);

    public static PolicyReview Delete(ClusterState cluster, NetworkPolicy policy, GuardConfiguration? configuration = null) =>
        Single(cluster, Deletion(policy), configuration);

    public static ChangeSetReview Set(ClusterState cluster, params PolicyChange[] changes) =>
        Reviewer.Review(cluster, changes, GuardConfiguration.Default);

    /// <summary>A rule's findings, a line each: <c>deny spec.ingress: what happens</c>; empty when it stays silent.</summary>
    public static string Says(this PolicyReview review, string rule) =>
        string.Join('\n', Of(review, rule).Select(finding => $"{finding.Action.Name()} {finding.Field}: {finding.Message}"));

    /// <summary>A rule's only finding.</summary>
    public static Finding Finding(this PolicyReview review, string rule) => Assert.Single(Of(review, rule));

    /// <summary>What all rules say in short: <c>deny ingress-rules-removed, warn connections-lost</c>.</summary>
    public static string Summary(this PolicyReview review) =>
        string.Join(", ", review.Findings.Select(finding => $"{finding.Action.Name()} {finding.Rule}"));

    /// <summary>Connections, a line each: <c>shop/web[Pod] -> shop/db[Pod] TCP 80</c>, with <c>partly</c> where not all pods are meant.</summary>
    public static string[] Lines(IEnumerable<WorkloadConnection> connections) =>
        [.. connections.Select(c => $"{c.From} -> {c.To} {string.Join(", ", c.Connections.ToList())}{(c.IsPartial ? " partly" : "")}")];

    private static PolicyReview Single(ClusterState cluster, PolicyChange change, GuardConfiguration? configuration) =>
        Assert.Single(Reviewer.Review(cluster, [change], configuration ?? GuardConfiguration.Default).Reviews);

    private static IEnumerable<Finding> Of(PolicyReview review, string rule) => review.Findings.Where(finding => finding.Rule == rule);
}
