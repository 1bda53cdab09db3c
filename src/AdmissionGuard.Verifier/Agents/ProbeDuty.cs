using System.Collections.Immutable;
using System.Threading.Channels;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>What an agent does for one NodeProbe, step by step, as its spec goes on.</summary>
/// <param name="wire">This node's network.</param>
/// <param name="ends">Finds pods' addresses.</param>
/// <param name="answer">Writes the status.</param>
/// <param name="time">The clock.</param>
internal sealed class ProbeDuty(
    INodeWire wire, EndLookup ends, Func<NodeProbeStatus, CancellationToken, Task> answer, TimeProvider time)
{
    private const string StartedAnew = "the agent was started anew in the middle of the round";

    // Only the latest spec counts: the controller goes on when the step before was answered, or given up.
    private readonly Channel<NodeProbe> _latest = Channel.CreateBounded<NodeProbe>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private NodeProbeStatus? _status;
    private INodeWatch? _watch;
    private int _watchedRound;

    /// <summary>The NodeProbe has changed.</summary>
    public void Take(NodeProbe probe) => _latest.Writer.TryWrite(probe);

    /// <summary>The NodeProbe is gone: what is under way is ended.</summary>
    public void End() => _latest.Writer.TryComplete();

    /// <summary>Works until the NodeProbe is gone or has expired.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await NextAsync(cancellation) is { } probe)
            {
                await StepAsync(probe, cancellation);
            }
        }
        finally
        {
            await CloseAsync();
        }
    }

    private async Task<NodeProbe?> NextAsync(CancellationToken cancellation)
    {
        while (await _latest.Reader.WaitToReadAsync(cancellation))
        {
            if (_latest.Reader.TryRead(out var probe))
            {
                // What was handed out long ago is for nobody; a node whose clock is wrong must not probe for ever.
                return probe.Spec.Expires > time.GetUtcNow() ? probe : null;
            }
        }

        return null;
    }

    private async Task StepAsync(NodeProbe probe, CancellationToken cancellation)
    {
        _status ??= probe.Status ?? new NodeProbeStatus();
        var spec = probe.Spec;
        if (_status.Watching < spec.Round && !spec.Watch.IsEmpty)
        {
            await WatchAsync(spec, cancellation);
        }

        if (spec.Go == spec.Round && _status.Sent < spec.Round && !spec.Send.IsEmpty)
        {
            await SendAsync(spec, cancellation);
        }

        if (spec.Finish == spec.Round && _status.Watching == spec.Round && _status.Finished < spec.Round)
        {
            await FinishAsync(spec, cancellation);
        }
    }

    private async Task WatchAsync(NodeProbeSpec spec, CancellationToken cancellation)
    {
        await CloseAsync();
        var (flows, unknown) = await ReadAsync(spec.Watch, cancellation);
        var blind = unknown.Select(pair => FlowForm.Of(pair.Key, Arrival.Unseeing(pair.Value)));
        try
        {
            _watch = await wire.WatchAsync(flows, cancellation);
            blind = [.. blind, .. _watch.Blind.Select(pair => FlowForm.Of(pair.Key, pair.Value))];
        }
        catch (Exception e) when (e is IOException or Enforcement.Probing.WireException)
        {
            blind = [.. blind, .. flows.Select(flow => FlowForm.Of(flow.Token, Arrival.Unseeing(e.Message)))];
        }

        _watchedRound = spec.Round;
        await AnswerAsync(_status! with { Watching = spec.Round, Arrivals = [.. blind] }, cancellation);
    }

    private async Task SendAsync(NodeProbeSpec spec, CancellationToken cancellation)
    {
        var (flows, unknown) = await ReadAsync(spec.Send, cancellation);
        var departures = unknown.Select(pair => FlowForm.Of(pair.Key, Departure.Failed(pair.Value)));
        try
        {
            var sent = await wire.SendAsync(flows, cancellation);
            departures = [.. departures, .. sent.Select(pair => FlowForm.Of(pair.Key, pair.Value))];
        }
        catch (Exception e) when (e is IOException or Enforcement.Probing.WireException)
        {
            departures = [.. departures, .. flows.Select(flow => FlowForm.Of(flow.Token, Departure.Failed(e.Message)))];
        }

        await AnswerAsync(_status! with { Sent = spec.Round, Departures = [.. departures] }, cancellation);
    }

    private async Task FinishAsync(NodeProbeSpec spec, CancellationToken cancellation)
    {
        ImmutableArray<FlowArrival> arrivals;
        if (_watch is not null && _watchedRound == spec.Round)
        {
            var seen = await _watch.FinishAsync();
            await CloseAsync();
            arrivals = [.. seen.Select(pair => FlowForm.Of(pair.Key, pair.Value))];
        }
        else
        {
            // What came before this process began nobody saw: that it was not seen says nothing.
            var reason = _watchedRound == spec.Round ? null : StartedAnew;
            arrivals = reason is null
                ? _status!.Arrivals
                : [.. spec.Watch.Select(flow => new FlowArrival { Token = flow.Token, Blind = reason })];
        }

        await AnswerAsync(_status! with { Finished = spec.Round, Arrivals = arrivals }, cancellation);
    }

    // The packets whose ends are known, and why the others are not.
    private async Task<(List<Flow> Flows, Dictionary<ProbeToken, string> Unknown)> ReadAsync(
        ImmutableArray<NodeFlow> forms, CancellationToken cancellation)
    {
        var flows = new List<Flow>();
        var unknown = new Dictionary<ProbeToken, string>();
        foreach (var form in forms)
        {
            var (from, to) = (await ends.FindAsync(form.From, cancellation), await ends.FindAsync(form.To, cancellation));
            if (FlowForm.TokenOf(form) is not { } token)
            {
                continue;
            }

            if (from is null || to is null)
            {
                var gone = from is null ? form.From : form.To;
                unknown[token] = $"pod {gone.Namespace}/{gone.Name} is gone";
            }
            else if (FlowForm.Read(form, from, to) is { } flow)
            {
                flows.Add(flow);
            }
            else
            {
                unknown[token] = "the agent does not understand what it is asked: is it older than the controller?";
            }
        }

        return (flows, unknown);
    }

    private async Task AnswerAsync(NodeProbeStatus status, CancellationToken cancellation)
    {
        _status = status;
        await answer(status, cancellation);
    }

    private async Task CloseAsync()
    {
        if (_watch is { } open)
        {
            _watch = null;
            await open.DisposeAsync();
        }
    }
}
