using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>Makes the changes of a set one at a time, as GitOps tools do, and asks the reviewer about each.</summary>
internal static class GitOpsRun
{
    /// <summary>What becomes of a set.</summary>
    /// <param name="index">The cluster before all changes, for this run alone: it is changed on the way.</param>
    /// <param name="changes">The changes that have an effect, by namespace and name.</param>
    /// <param name="configuration">What the cluster wants.</param>
    public static GitOpsForecast Forecast(ClusterIndex index, IReadOnlyList<PolicyChange> changes, GuardConfiguration configuration)
    {
        // Nothing that changes alone is denied, and nothing is by the others: most sets are of this kind, and deletions come last.
        List<PolicyChange> inTurn = [.. changes.Where(change => change.After is not null), .. changes.Where(change => change.After is null)];
        var atOnce = inTurn.ConvertAll(change => (Change: change, Denied: Denies(index, change, configuration)));
        var rejected = atOnce.Where(item => item.Denied.Any).Select(item => item.Change).ToList();
        ImmutableArray<ObjectKey> failsDryRun = [.. atOnce.Where(item => item.Denied.Lastingly && item.Change.After is not null).Select(item => item.Change.Key)];
        var (applied, stopsAt) = Apply(index, inTurn, configuration);
        foreach (var change in inTurn.Skip(applied.Length).Except(rejected))
        {
            Make(index, change);
        }

        return new GitOpsForecast(
            failsDryRun.IsEmpty ? new FluxForecast([], applied, stopsAt) : new FluxForecast(failsDryRun, [], null),
            new ArgoCdForecast(
                [.. rejected.Select(change => change.Key).Order()],
                [.. rejected.Where(change => Denies(index, change, configuration).Any).Select(change => change.Key).Order()]));
    }

    private static (ImmutableArray<ObjectKey> Applied, ObjectKey? StopsAt) Apply(
        ClusterIndex index, List<PolicyChange> changes, GuardConfiguration configuration)
    {
        var applied = ImmutableArray.CreateBuilder<ObjectKey>(changes.Count);
        foreach (var change in changes)
        {
            if (Denies(index, change, configuration).Any)
            {
                return (applied.DrainToImmutable(), change.Key);
            }

            Make(index, change);
            applied.Add(change.Key);
        }

        return (applied.DrainToImmutable(), null);
    }

    // In a dry run a curable denial is a warning.
    private static (bool Any, bool Lastingly) Denies(ClusterIndex index, PolicyChange change, GuardConfiguration configuration)
    {
        var denials = Reviewer.Review(index, change, configuration).Findings.Where(finding => finding.Action == Verdict.Deny).ToList();
        return (denials.Count > 0, denials.Exists(finding => !finding.IsCurable));
    }

    private static void Make(ClusterIndex index, PolicyChange change) => index.Change(
        change.Before is { } before ? [before] : [], change.After is { } after ? [after] : []);
}
