using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Receipts;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>Checks one change: plans, probes round after round, and writes the receipt as it becomes known.</summary>
/// <param name="cluster">What a check needs of the cluster.</param>
/// <param name="receipts">Where it is written.</param>
/// <param name="options">How long it is watched.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckRun(ICheckedCluster cluster, CheckReceipts receipts, TrialOptions options, TimeProvider time)
{
    /// <summary>Checks a change.</summary>
    /// <param name="change">What changed; both sides are null when somebody asks about a policy as it is.</param>
    /// <param name="seen">When it was seen.</param>
    /// <param name="run">Tells this run from all others.</param>
    /// <param name="cancellation">Ends it without a verdict.</param>
    public async Task<CheckOutcome?> RunAsync(PolicyChange change, DateTimeOffset seen, string run, CancellationToken cancellation)
    {
        var isQuestion = change is { Before: null, After: null };
        var stored = isQuestion || change.After is not null ? await cluster.FindAsync(change.Key, cancellation) : null;
        var counted = new PolicyChange(change.Key, change.Before, stored?.Policy);
        var check = await receipts.OpenAsync(change.Key, cancellation);
        var begun = Begun(check.Status, counted, stored, isQuestion, seen, run);
        if (counted is { Before: null, After: null })
        {
            var reason = $"there is no NetworkPolicy {change.Key.Name} in namespace {change.Key.Namespace}";
            await receipts.BeginAsync(change.Key, CheckReport.Inconclusive(begun, reason, time.GetUtcNow()), cancellation);
            return null;
        }

        var plan = cluster.Plan(counted);
        var waited = time.GetUtcNow() - seen;
        if (!await receipts.BeginAsync(change.Key, begun, cancellation))
        {
            return null;
        }

        await using var wire = cluster.Wire(change.Key, run);
        var progress = new CheckProgress((trial, ending) => receipts.WriteAsync(change.Key, Report(trial), ending), time);
        var final = await progress.FollowAsync(told => TrialRun.RunAsync(plan, wire, options, time, told, cancellation), cancellation);
        var status = Report(final);
        return await receipts.WriteAsync(change.Key, status, cancellation) ? new CheckOutcome(change.Key, stored?.Uid, final, final.Latency + waited, status) : null;

        // The time that a change waited for its turn counts: nobody knows how much of it the network took.
        CheckStatus Report(Trial trial) => CheckReport.Of(begun, plan, trial, trial.Latency + waited, time.GetUtcNow());
    }

    private static CheckStatus Begun(
        CheckStatus? last, PolicyChange change, StoredPolicy? stored, bool isQuestion, DateTimeOffset seen, string run) => new()
        {
            Phase = CheckPhase.Running,
            Run = run,
            PolicyUid = stored?.Uid ?? last?.PolicyUid,
            ObservedGeneration = stored?.Generation,
            Operation = isQuestion ? "VERIFY" : Operations.Of(change).Name(),
            Provisional = true,
            StartTime = seen,
            PolicyGoneTime = stored is null ? seen : null,
            PreviousSpec = last?.Phase == CheckPhase.Done ? last.VerifiedSpec : last?.PreviousSpec,
            VerifiedSpec = stored?.Kept,
            Conditions = last?.Conditions ?? [],
        };
}

/// <summary>What came of a check.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Uid">Its uid; null when it is gone.</param>
/// <param name="Trial">The final trial.</param>
/// <param name="Latency">From the change to the first clean round; null when there was none.</param>
/// <param name="Status">What the receipt says.</param>
internal sealed record CheckOutcome(ObjectKey Policy, string? Uid, Trial Trial, TimeSpan? Latency, CheckStatus Status);
