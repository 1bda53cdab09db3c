using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Verifier.Controlling;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>
/// Reviews what has been admitted, while it leads, and tells of it in Events: users of GitOps tools see no warnings, and nobody judged what
/// changed while the webhook was away or failed open. It compares each policy with what was last reviewed of it, so that it makes no
/// difference when a change was seen, or by whom.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="reviewed">What was last reviewed.</param>
/// <param name="events">Where it is told.</param>
/// <param name="options">How.</param>
/// <param name="world">What comes from outside.</param>
internal sealed class AdmittedReviewer(
    ReviewedCluster cluster, ReviewedPolicies reviewed, PolicyEvents events, ReviewOptions options, ControllerWorld world)
{
    private readonly ChangedPolicies _changed = new(world.Time);
    private DateTimeOffset _nextSweep;
    private DateTimeOffset _nextSave;
    private long _lastSweep;

    /// <summary>When all policies were last compared with what was reviewed; null when they were not. From any thread.</summary>
    public DateTimeOffset? LastSweep => Volatile.Read(ref _lastSweep) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>A policy has changed.</summary>
    public void Note(ObjectKey policy) => _changed.Note(policy);

    /// <summary>Reviews until it is cancelled.</summary>
    public async Task LeadAsync(CancellationToken cancellation)
    {
        await BeginAsync(cancellation);
        while (true)
        {
            await PulseAsync(cancellation);
            await Task.Delay(options.Pulse, world.Time, cancellation);
        }
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        while (!await TryAsync("what was last reviewed could not be read", LoadAsync, cancellation))
        {
            await Task.Delay(options.Retry, world.Time, cancellation);
        }
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        await reviewed.LoadAsync(world.Report, cancellation);
        (_nextSweep, _nextSave) = (default, default);

        // Of policies that nobody has ever written down it is not known what they were: from now on it is.
        foreach (var policy in cluster.All().Where(policy => reviewed.IsUnknown(policy.Key) || reviewed.IsUnreadable(policy.Key)))
        {
            reviewed.Set(policy.Key, new ReviewedPolicy { Policy = policy });
        }
    }

    private async Task PulseAsync(CancellationToken cancellation)
    {
        var now = world.Time.GetUtcNow();
        var ripe = _changed.Take(options.Quiet, options.LongestWait);
        if (now >= _nextSweep)
        {
            _nextSweep = now + options.Interval;
            ripe = Differing();
            Volatile.Write(ref _lastSweep, now.UtcTicks);
        }

        var isAllTold = true;
        foreach (var policy in ripe)
        {
            isAllTold &= await TryAsync($"the change of {policy} is reviewed later", ending => ReviewAsync(policy, ending), cancellation);
        }

        foreach (var (policy, _) in reviewed.All.Where(pair => pair.Value.Look?.Due <= now).ToList())
        {
            isAllTold &= await TryAsync($"{policy} is looked at later", ending => LookAsync(policy, ending), cancellation);
        }

        if (!isAllTold && _nextSweep > now + options.Retry)
        {
            _nextSweep = now + options.Retry;
        }

        if (now >= _nextSave)
        {
            _nextSave = now + options.Saving;
            await SaveAsync(cancellation);
        }
    }

    private async Task SaveAsync(CancellationToken cancellation)
    {
        try
        {
            await reviewed.SaveAsync(cancellation);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            // Another has led meanwhile: what it has reviewed counts.
            await BeginAsync(cancellation);
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            world.Report($"what was reviewed could not be written down, and is written later: {e.Message}");
            _nextSave = world.Time.GetUtcNow() + options.Retry;
        }
    }

    private List<ObjectKey> Differing()
    {
        var differing = new List<ObjectKey>();
        var present = new HashSet<ObjectKey>();
        foreach (var policy in cluster.All())
        {
            present.Add(policy.Key);
            if (reviewed.Find(policy.Key)?.Is(policy) == true)
            {
                reviewed.Share(policy.Key, policy);
            }
            else
            {
                differing.Add(policy.Key);
            }
        }

        differing.AddRange(reviewed.All.Where(pair => !present.Contains(pair.Key) && !pair.Value.Is(null)).Select(pair => pair.Key));
        return [.. differing.Order()];
    }

    private async Task ReviewAsync(ObjectKey policy, CancellationToken cancellation)
    {
        var last = reviewed.Find(policy) ?? new ReviewedPolicy();
        var current = cluster.Find(policy);
        if (last.Is(current))
        {
            return;
        }

        var findings = Review(new PolicyChange(policy, last.Policy, current), isBeforeKnown: last.Digest is null);
        await TellAsync(policy, ReviewNotes.Of(policy, findings), cancellation);
        world.Meter.Found(findings);
        reviewed.Set(policy, new ReviewedPolicy { Policy = current, Look = last.LookAfter(current, findings, world.Time.GetUtcNow(), options.Settle) });
    }

    private async Task LookAsync(ObjectKey policy, CancellationToken cancellation)
    {
        var (last, current) = (reviewed.Find(policy)!, cluster.Find(policy));
        if (!last.Is(current))
        {
            // What has just changed is reviewed first, and adds to what is looked at.
            return;
        }

        var look = last.Look!;
        var findings = Review(new PolicyChange(policy, look.Before, current), isBeforeKnown: true);
        var outcome = LookOutcome.Of(look, findings);
        await TellAsync(policy, ReviewNotes.Of(policy, look, outcome, world.Time.GetUtcNow()), cancellation);
        world.Meter.Looked(outcome);
        reviewed.Set(policy, last with { Look = null });
    }

    private ImmutableArray<FoundAfter> Review(PolicyChange change, bool isBeforeKnown)
    {
        try
        {
            return change is { Before: null, After: null } ? [] : cluster.Review(change, isBeforeKnown, options.Configuration);
        }
        catch (Exception e)
        {
            // A bug in a rule must not end what else a controller does: the change counts as reviewed.
            world.Report($"NetworkPolicy {change.Key} could not be reviewed, which is a bug: {OneLine.Of(e.ToString())}");
            return [];
        }
    }

    private async Task TellAsync(ObjectKey policy, IEnumerable<PolicyEvent> notes, CancellationToken cancellation)
    {
        var told = notes.ToList();
        if (told.Count == 0)
        {
            return;
        }

        var uid = await cluster.UidAsync(policy, cancellation);
        foreach (var note in told)
        {
            await events.WriteAsync(note with { Uid = uid }, cancellation);
        }
    }

    private async Task<bool> TryAsync(string problem, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
            return true;
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            world.Report($"{problem}: {e.Message}");
            return false;
        }
    }
}
