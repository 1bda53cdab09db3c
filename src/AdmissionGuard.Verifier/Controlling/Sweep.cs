using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>Removes what is of no more use: NodeProbes of runs that have ended, and receipts of policies that are long gone.</summary>
/// <param name="board">The NodeProbes.</param>
/// <param name="probes">Where they are deleted.</param>
/// <param name="receipts">The receipts.</param>
/// <param name="parts">What is the same for all.</param>
internal sealed class Sweep(NodeProbeBoard board, CompanionObjects<NodeProbe> probes, CheckReceipts receipts, CheckParts parts)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long _last;

    /// <summary>When it last swept; null when it has not. From any thread.</summary>
    public DateTimeOffset? Last => Volatile.Read(ref _last) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Sweeps now and then until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await OnceAsync(cancellation);
            Volatile.Write(ref _last, parts.Time.GetUtcNow().UtcTicks);
            await Task.Delay(Interval, parts.Time, cancellation);
        }
    }

    /// <summary>Sweeps once.</summary>
    public async Task OnceAsync(CancellationToken cancellation)
    {
        var now = parts.Time.GetUtcNow();
        foreach (var probe in board.Known.All.Where(item => item.Value.Spec.Expires <= now))
        {
            await TryAsync($"NodeProbe {probe.Key}", () => probes.DeleteAsync(probe.Key, probe.Uid, cancellation), cancellation);
        }

        foreach (var check in receipts.Known.All.Where(item => IsOfNoMoreUse(item.Key, item.Value.Status, now)))
        {
            await TryAsync($"EnforcementCheck {check.Key}", () => receipts.DeleteAsync(check, cancellation), cancellation);
        }
    }

    private bool IsOfNoMoreUse(ObjectKey policy, CheckStatus? status, DateTimeOffset now) =>
        status is { Phase: CheckPhase.Done, PolicyGoneTime: { } gone } && now - gone >= parts.KeptAfterPolicy && parts.Current(policy) is null;

    private async Task TryAsync(string what, Func<Task> delete, CancellationToken cancellation)
    {
        try
        {
            await delete();
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            // The next sweep tries again.
            parts.Report($"{what} could not be deleted: {e.Message}");
        }
    }
}
