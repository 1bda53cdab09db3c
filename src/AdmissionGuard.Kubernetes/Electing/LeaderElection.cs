using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Kubernetes.Electing;

/// <summary>
/// Lets one of several replicas lead, by a Lease (coordination.k8s.io/v1). Whether a lease has run out is told by how long it has not
/// changed on one's own clock, never by the times in it: clocks of machines differ. A leader that could not renew gives up before the
/// others may take over, so that at any moment at most one leads, as far as a clock runs everywhere at the same pace.
/// </summary>
public sealed class LeaderElection
{
    private readonly ObjectClient _leases;
    private readonly ObjectKey _key;
    private readonly string _identity;
    private readonly ElectionTimes _times;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly Action<string> _report;

    private string? _observedVersion;
    private long _observedAt;

    /// <summary>Whose the lease is.</summary>
    private enum Look
    {
        /// <summary>Nobody could say.</summary>
        Unknown,

        /// <summary>This candidate's.</summary>
        Ours,

        /// <summary>Another's, and it has not run out.</summary>
        Others,
    }

    /// <summary>A candidate that does not stand yet.</summary>
    /// <param name="client">Where to.</param>
    /// <param name="lease">The Lease's namespace and name.</param>
    /// <param name="identity">Its name, which no other candidate has: the pod's.</param>
    /// <param name="times">How long and how often.</param>
    /// <param name="time">Measures.</param>
    /// <param name="random">From 0 up to 1: spreads the tries.</param>
    /// <param name="report">Told in one line who leads, and why a try failed.</param>
    public LeaderElection(
        ApiClient client, ObjectKey lease, string identity, ElectionTimes times, TimeProvider time, Func<double> random,
        Action<string> report)
    {
        _leases = new ObjectClient(client, "coordination.k8s.io/v1", "leases", time);
        (_key, _identity, _times, _time, _random, _report) = (lease, identity, times, time, random, report);
    }

    /// <summary>Whether it leads; from any thread.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>
    /// Stands until it is cancelled; whenever it is elected <paramref name="lead"/> runs, with a token that is cancelled when the lead is
    /// lost. Gives the lead back at the end, so that another need not wait.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await WinAsync(cancellation);
                await LeadAsync(lead, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private async Task WinAsync(CancellationToken cancellation)
    {
        while (await LookAsync(cancellation) != Look.Ours)
        {
            await Task.Delay(_times.Retry * (1 + (_random() / 5)), _time, cancellation);
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        IsLeader = true;
        _report($"{_identity} leads");
        var renewing = RenewAsync(term);
        try
        {
            await lead(term.Token);
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
        }
        finally
        {
            IsLeader = false;
            await term.CancelAsync();
            await renewing;
            await ReleaseAsync();
        }

        cancellation.ThrowIfCancellationRequested();
    }

    // Ends when the term does, and ends the term when it could not renew for too long.
    private async Task RenewAsync(CancellationTokenSource term)
    {
        var renewed = _time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(_times.Retry, _time, term.Token);
                using var late = new CancellationTokenSource(Left(), _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, term.Token);
                var before = _time.GetTimestamp();
                var look = await LookAsync(either.Token);
                if (look == Look.Ours)
                {
                    renewed = before;
                }
                else if (look == Look.Others || Left() == TimeSpan.Zero)
                {
                    _report(look == Look.Others
                        ? $"{_identity} leads no longer: another has taken the lease {_key}"
                        : $"{_identity} leads no longer: the lease {_key} could not be renewed for {_times.Renewal.TotalSeconds:0} s");
                    await term.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
        }

        TimeSpan Left()
        {
            var left = _times.Renewal - _time.GetElapsedTime(renewed);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    // One look at the lease, and a write where it is ours or free. A write by two at once is refused to one of them.
    private async Task<Look> LookAsync(CancellationToken cancellation)
    {
        try
        {
            var now = _time.GetUtcNow();
            if (await _leases.FindAsync(_key, cancellation) is not { } stored)
            {
                Observe(await _leases.CreateAsync(Term(now, now, 0).ToObject(_key), cancellation));
                return Look.Ours;
            }

            Observe(stored);
            var record = LeaseRecord.Of(stored);
            var isOurs = record.Holder == _identity;
            if (!isOurs && record.Holder.Length > 0 && _time.GetElapsedTime(_observedAt) < TimeSpan.FromSeconds(record.Seconds))
            {
                return Look.Others;
            }

            var next = isOurs ? Term(record.Acquired ?? now, now, record.Transitions) : Term(now, now, record.Transitions + 1);
            Observe(await _leases.UpdateAsync(next.WriteTo(stored), cancellation));
            return Look.Ours;
        }
        catch (ApiException e) when (e.Code == 409)
        {
            // Another was faster; the next look tells what it did.
            return Look.Unknown;
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException or InvalidDataException or TimeoutException)
        {
            _report($"the lease {_key} could not be read or written: {e.Message}");
            return Look.Unknown;
        }
        catch (OperationCanceledException) when (IsLeader)
        {
            // The time to renew is over, or the term is.
            return Look.Unknown;
        }
    }

    private LeaseRecord Term(DateTimeOffset acquired, DateTimeOffset renewed, int transitions) =>
        new(_identity, (int)Math.Ceiling(_times.Lease.TotalSeconds), acquired, renewed, transitions);

    private void Observe(JsonObject lease)
    {
        var version = (string?)lease["metadata"]?["resourceVersion"];
        if (version != _observedVersion)
        {
            (_observedVersion, _observedAt) = (version, _time.GetTimestamp());
        }
    }

    private async Task ReleaseAsync()
    {
        // The process ends: a second is what this may take, and whoever comes next can do without.
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        try
        {
            if (await _leases.FindAsync(_key, late.Token) is { } stored && LeaseRecord.Of(stored) is var record && record.Holder == _identity)
            {
                await _leases.UpdateAsync((record with { Holder = "", Seconds = 1 }).WriteTo(stored), late.Token);
            }
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            _report($"the lease {_key} was not given back, and ends by itself: {e.Message}");
        }
    }
}
