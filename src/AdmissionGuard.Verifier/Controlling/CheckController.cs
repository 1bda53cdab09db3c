using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>
/// Checks what changes, several policies at once and each one by one. A newer change replaces the check that is under way and takes what
/// it was about along. What was begun by a leader that ended is begun again.
/// </summary>
/// <param name="pending">What has changed.</param>
/// <param name="receipts">What has been checked.</param>
/// <param name="check">Checks one change.</param>
/// <param name="concluded">Told what came of a check.</param>
/// <param name="parts">What is the same for all.</param>
internal sealed class CheckController(
    PendingChanges pending, CheckReceipts receipts, CheckRun check, Func<CheckOutcome, CancellationToken, Task> concluded, CheckParts parts)
{
    private readonly ConcurrentDictionary<ObjectKey, CancellationTokenSource> _running = [];

    /// <summary>How many checks are under way.</summary>
    public int Running => _running.Count;

    /// <summary>Something new is known of a policy: what is under way about it has become idle.</summary>
    public void Replace(ObjectKey policy)
    {
        if (_running.TryGetValue(policy, out var running))
        {
            try
            {
                running.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended.
            }
        }
    }

    /// <summary>Somebody wants to know of a policy as it is.</summary>
    public void Ask(ObjectKey policy)
    {
        // The receipts of our own checks have no status either, for a moment.
        if (!_running.ContainsKey(policy))
        {
            pending.Add(new PolicyChange(policy, null, null));
        }
    }

    /// <summary>Leads until it is cancelled.</summary>
    public async Task LeadAsync(CancellationToken cancellation)
    {
        Resume();
        await Task.WhenAll(Enumerable.Range(0, parts.Workers).Select(_ => WorkAsync(cancellation)).ToList());
    }

    // What a former leader has left: checks that it had begun, and changes that nobody had seen when it ended.
    private void Resume()
    {
        foreach (var item in receipts.Known.All)
        {
            var policy = item.Key;
            if (item.Value.Status is not { } status)
            {
                Ask(policy);
                continue;
            }

            try
            {
                Resume(policy, status);
            }
            catch (InvalidDataException e)
            {
                // Whatever a receipt holds, the others are not to wait for it.
                parts.Report($"the receipt of {policy} cannot be read, and the policy is checked as it is: {e.Message}");
                Ask(policy);
            }
        }
    }

    private void Resume(ObjectKey policy, CheckStatus status)
    {
        var current = parts.Current(policy);
        if (NeedsCheck(policy, status, current))
        {
            var before = status.Phase == CheckPhase.Done ? status.VerifiedSpec : status.PreviousSpec;
            var change = new PolicyChange(policy, before is { } spec ? StoredPolicy.Of(policy, spec) : null, current);
            pending.AddBefore(new PendingChange(change, parts.Time.GetUtcNow()));
        }
    }

    private static bool NeedsCheck(ObjectKey policy, CheckStatus status, NetworkPolicy? current)
    {
        if (status.Phase != CheckPhase.Done)
        {
            return current is not null || status.VerifiedSpec is not null || status.PreviousSpec is not null;
        }

        // A spec that was too long to be kept cannot be compared: what has changed of it the watch tells.
        return status.VerifiedSpec is { } spec
            ? SpecText.Of(StoredPolicy.Of(policy, spec).Spec) != SpecText.Of(current?.Spec)
            : current is not null && status.PolicyGoneTime is not null;
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await RunAsync(await pending.TakeAsync(cancellation), cancellation);
        }
    }

    private async Task RunAsync(PendingChange next, CancellationToken cancellation)
    {
        var policy = next.Change.Key;
        using var replaced = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (!_running.TryAdd(policy, replaced))
        {
            // Another worker has it, and has been told to end; the change waits behind it.
            pending.AddBefore(next);
            await Task.Delay(parts.Breath, parts.Time, cancellation);
            return;
        }

        try
        {
            if (await check.RunAsync(next.Change, next.Seen, parts.NewRun(), replaced.Token) is { } outcome)
            {
                await concluded(outcome, replaced.Token);
            }
        }
        catch (OperationCanceledException) when (replaced.IsCancellationRequested)
        {
            // The next leader finds it in the receipt; a newer change takes along what this one was about.
            if (!cancellation.IsCancellationRequested)
            {
                pending.AddBefore(next);
            }
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            parts.Report($"the check of {policy} is begun again: {e.Message}");
            pending.AddBefore(next);
            await Task.Delay(parts.Retry, parts.Time, cancellation);
        }
        finally
        {
            _running.TryRemove(policy, out _);
        }
    }
}
