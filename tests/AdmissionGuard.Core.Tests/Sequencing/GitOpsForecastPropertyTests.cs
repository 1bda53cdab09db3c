using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Sequencing;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck.Fluent;
using Change = AdmissionGuard.Core.Tests.Reachability.Change;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Sequencing;

/// <summary>Holds the forecast against the reviewer, asked about one change after the other with every rule and a cluster made anew each time.</summary>
public sealed class GitOpsForecastPropertyTests
{
    private const int Runs = 300;

    [Fact]
    public void The_forecast_is_what_the_reviewer_says_of_each_step()
    {
        var (denied, smooth) = (0, 0);

        Properties.Check(
            Sets,
            change =>
            {
                var review = Reviewer.Review(change.Before, change.Changes, GuardConfiguration.Default);
                List<PolicyChange> effective = [.. change.Changes.Where(one => SpecText.Of(one.Before?.Spec) != SpecText.Of(one.After?.Spec))];
                if (effective.Count > 1)
                {
                    var expected = Forecast(change.Before, [.. effective.Where(one => one.After is not null), .. effective.Where(one => one.After is null)]);
                    Assert.Equal(expected, Lines(review.GitOps));
                    (denied, smooth) = expected[^2] == "" ? (denied, smooth + 1) : (denied + 1, smooth);
                }
            },
            Runs);

        Assert.True(denied > 20 && smooth > 20, $"{denied} sets were denied something, {smooth} nothing");
    }

    private static FsCheck.Gen<Change> Sets =>
        from first in Clusters.Changes.Generator
        from second in Clusters.Change(first.After)
        let two = new ChangedCluster(first.After, second).After
        from third in Clusters.Change(two)
        select Change.Between(first.Before, new ChangedCluster(two, third).After);

    private static string[] Forecast(ClusterState cluster, List<PolicyChange> changes)
    {
        var fails = changes.Where(change => change.After is not null && Denials(cluster, change).Any(finding => !finding.IsCurable)).ToList();
        var rejected = changes.Where(change => Denials(cluster, change).Count > 0).ToList();
        var applied = new List<PolicyChange>();
        if (fails.Count == 0)
        {
            applied.AddRange(changes.TakeWhile((change, i) => Denials(ChangeSet.Final(cluster, changes[..i]), change).Count == 0));
        }

        var others = ChangeSet.Final(cluster, [.. changes.Except(rejected)]);
        return
        [
            Names(fails.Select(change => change.Key)),
            Names(applied.Select(change => change.Key)),
            fails.Count == 0 && applied.Count < changes.Count ? changes[applied.Count].Key.ToString() : "",
            Names(rejected.Select(change => change.Key).Order()),
            Names(rejected.Where(change => Denials(others, change).Count > 0).Select(change => change.Key).Order()),
        ];
    }

    private static string[] Lines(GitOpsForecast forecast) =>
    [
        Names(forecast.Flux.FailsDryRun), Names(forecast.Flux.Applied), forecast.Flux.StopsAt?.ToString() ?? "",
        Names(forecast.ArgoCd.Rejected), Names(forecast.ArgoCd.RejectedAgain),
    ];

    private static List<Finding> Denials(ClusterState cluster, PolicyChange change)
    {
        var versions = new[] { change.Before, change.After }.OfType<NetworkPolicy>();
        var index = ClusterIndex.Build(cluster, cluster.Policies.Concat(versions).SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)));
        return [.. Reviewer.Review(index, change, GuardConfiguration.Default).Findings.Where(finding => finding.Action == Verdict.Deny)];
    }

    private static string Names(IEnumerable<ObjectKey> keys) => string.Join(' ', keys);
}
