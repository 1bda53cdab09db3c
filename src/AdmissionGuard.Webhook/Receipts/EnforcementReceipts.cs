using System.Collections.Frozen;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Webhook.Receipts;

/// <summary>
/// At which policies the companion saw that the CNI does not enforce them. That is remembered for a day, or until a later check of the same
/// policy finds that it is enforced; a check that is under way, or that could not tell, ends nothing. Written by the thread that reads,
/// asked from any.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class EnforcementReceipts(TimeProvider time) : IObjectSink<EnforcementReceipt>
{
    /// <summary>For how long it is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, WatchedObject<EnforcementReceipt>> _receipts = [];
    private readonly Dictionary<ObjectKey, Seen> _seen = [];
    private Summary _summary = Summary.Nothing;

    /// <summary>What admissions in a namespace are to know; null when there is nothing.</summary>
    /// <param name="place">The namespace.</param>
    /// <param name="namesOthers">Whether policies of other namespaces may be named.</param>
    public Unenforced? Find(string place, bool namesOthers)
    {
        var now = time.GetUtcNow();
        var summary = Current(now);
        if (summary.Latest is not { } latest)
        {
            return null;
        }

        if (namesOthers)
        {
            return new Unenforced(latest.Policy, latest.At, latest.IsPartly, summary.Count - 1);
        }

        // How many there are elsewhere is no secret: a cluster's network is one.
        return summary.ByNamespace.TryGetValue(place, out var own)
            ? new Unenforced(own.Policy, own.At, own.IsPartly, summary.Count - 1)
            : new Unenforced(null, latest.At, latest.IsPartly, summary.Count - 1);
    }

    /// <inheritdoc/>
    public WatchedObject<EnforcementReceipt>? Find(ObjectKey key) => _receipts.GetValueOrDefault(key);

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<WatchedObject<EnforcementReceipt>> objects) => Change(() =>
    {
        // What is no longer there, or may no longer be read, nobody could ever take back.
        var present = objects.Select(item => item.Key).ToHashSet();
        _receipts.Clear();
        foreach (var key in _seen.Keys.Where(key => !present.Contains(key)).ToList())
        {
            _seen.Remove(key);
        }

        foreach (var item in objects)
        {
            Take(item);
        }
    });

    /// <inheritdoc/>
    public void Upsert(WatchedObject<EnforcementReceipt> item) => Change(() => Take(item));

    /// <inheritdoc/>
    public void Delete(ObjectKey key, string uid) => Change(() =>
    {
        // The policy is long gone, and the CNI is the same.
        if (_receipts.GetValueOrDefault(key)?.Uid == uid)
        {
            _receipts.Remove(key);
        }
    });

    private void Take(WatchedObject<EnforcementReceipt> item)
    {
        _receipts[item.Key] = item;
        if (item.Value.Status is not { Phase: "Done" } status)
        {
            return;
        }

        if (status.Verdict == "Enforced")
        {
            _seen.Remove(item.Key);
        }
        else if (status is { Verdict: "NotEnforced" or "Partial", CompletionTime: { } at })
        {
            // Two clocks may differ: what lies in the future would be remembered for longer than a day.
            var now = time.GetUtcNow();
            _seen[item.Key] = new Seen(item.Key, at < now ? at : now, status.Verdict == "Partial");
        }
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Volatile.Write(ref _summary, Summarize(time.GetUtcNow()));
        }
    }

    private Summary Current(DateTimeOffset now)
    {
        var summary = Volatile.Read(ref _summary);
        if (summary.Latest is null || now - summary.Oldest < Remembered)
        {
            return summary;
        }

        lock (_lock)
        {
            summary = Summarize(now);
            Volatile.Write(ref _summary, summary);
            return summary;
        }
    }

    private Summary Summarize(DateTimeOffset now)
    {
        foreach (var key in _seen.Where(pair => now - pair.Value.At >= Remembered).Select(pair => pair.Key).ToList())
        {
            _seen.Remove(key);
        }

        if (_seen.Count == 0)
        {
            return Summary.Nothing;
        }

        List<Seen> all = [.. _seen.Values.OrderByDescending(seen => seen.At).ThenBy(seen => seen.Policy)];
        return new Summary(
            all[0],
            all.DistinctBy(seen => seen.Policy.Namespace, StringComparer.Ordinal)
                .ToFrozenDictionary(seen => seen.Policy.Namespace, StringComparer.Ordinal),
            all.Count,
            all[^1].At);
    }

    private sealed record Seen(ObjectKey Policy, DateTimeOffset At, bool IsPartly);

    // Admissions read this and wait for nobody.
    private sealed record Summary(Seen? Latest, FrozenDictionary<string, Seen> ByNamespace, int Count, DateTimeOffset Oldest)
    {
        public static Summary Nothing { get; } = new(null, FrozenDictionary<string, Seen>.Empty, 0, default);
    }
}
