using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

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
        // Only rules that deny are asked. Deletions come last.
        configuration = Denying(configuration);
        List<PolicyChange> inTurn = [.. changes.Where(change => change.After is not null), .. changes.Where(change => change.After is null)];
        var atOnce = new (bool Any, bool Lastingly)[inTurn.Count];
        Parallel.For(0, inTurn.Count, i => atOnce[i] = Denies(index, inTurn[i], configuration));
        var rejected = inTurn.Where((_, i) => atOnce[i].Any).ToList();
        ImmutableArray<ObjectKey> failsDryRun =
            [.. inTurn.Where((change, i) => atOnce[i].Lastingly && change.After is not null).Select(change => change.Key)];
        var (applied, stopsAt) = Apply(index, inTurn, atOnce[0].Any, configuration);
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
        ClusterIndex index, List<PolicyChange> changes, bool isFirstDenied, GuardConfiguration configuration)
    {
        var applied = ImmutableArray.CreateBuilder<ObjectKey>(changes.Count);
        foreach (var change in changes)
        {
            if (applied.Count == 0 ? isFirstDenied : Denies(index, change, configuration).Any)
            {
                return (applied.DrainToImmutable(), change.Key);
            }

            Make(index, change);
            applied.Add(change.Key);
        }

        return (applied.DrainToImmutable(), null);
    }

    private static GuardConfiguration Denying(GuardConfiguration configuration)
    {
        return configuration with
        {
            Actions = RuleCatalog.All.ToImmutableDictionary(
                rule => rule.Id, rule => new RuleActions(Deny(rule, Operation.Create), Deny(rule, Operation.Update), Deny(rule, Operation.Delete))),
        };

        Verdict? Deny(Rule rule, Operation operation) => configuration.ActionOf(rule, operation) is Verdict.Deny ? Verdict.Deny : null;
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
