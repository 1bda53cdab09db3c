using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>
/// The wire of a cluster, for one check: each node involved has a NodeProbe, and its agent does there what one machine does by itself.
/// Nothing is sent before every destination is watched, and no watching ends before everything has been sent and had time to arrive:
/// what comes late must not pass for blocked.
/// </summary>
/// <param name="board">What the agents answer.</param>
/// <param name="probes">Where NodeProbes are written.</param>
/// <param name="order">Which check it is, and for how long.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterWire(NodeProbeBoard board, CompanionObjects<NodeProbe> probes, WireOrder order, TimeProvider time)
    : ICheckWire
{
    // An agent has an event within a second and a watcher ready in half of one; whoever takes longer is not there.
    private static readonly TimeSpan WatchPatience = TimeSpan.FromSeconds(4);

    // The attempts of a round and the time to arrive take a second, and a batch may wait for its pace.
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan FinishPatience = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<string, bool> _nodes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<ImmutableArray<Observation>> RunRoundAsync(ImmutableArray<Probe> plan, int round, CancellationToken cancellation)
    {
        List<Flow> flows = [.. plan.Select(probe => new Flow(ProbeToken.New(), probe, probe.Source.Address(probe.Family) ?? default))];
        try
        {
            return await RunAsync(flows, round, cancellation);
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            // The next round may fare better.
            order.Report($"round {round} of {order.Check} could not be handed out: {e.Message}");
            return [.. flows.Select(flow => Unknown(flow, "the API server did not take the round"))];
        }
    }

    /// <summary>Takes the NodeProbes away: their agents stop watching.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Keys)
        {
            var key = order.KeyOf(node);
            board.Forget(key);
            try
            {
                if (board.Known.Find(key) is { } item)
                {
                    await probes.DeleteAsync(key, item.Uid, CancellationToken.None);
                }
            }
            catch (Exception e) when (Recovery.IsFailure(e))
            {
                // It expires by itself, and whoever leads next sweeps it up.
                order.Report($"NodeProbe {key} could not be deleted and is left to expire: {e.Message}");
            }
        }
    }

    private static Dictionary<string, List<Flow>> Nodes(IEnumerable<Flow> flows, Func<Flow, string> node) =>
        flows.GroupBy(node, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    private static ImmutableArray<NodeFlow> Forms(IEnumerable<Flow> flows) => [.. flows.Select(FlowForm.Of)];

    // An agent is heard about its own node and no other: the one that sends a packet knows its token, and could say that it arrived. What it
    // tells twice counts once.
    private static Dictionary<(string Node, string Token), T> Told<T>(
        IEnumerable<KeyValuePair<string, NodeProbeStatus>> statuses, Func<NodeProbeStatus, IEnumerable<T>> items, Func<T, string> token) =>
        statuses.SelectMany(pair => items(pair.Value).Select(item => (Node: pair.Key, Item: item)))
            .GroupBy(told => (told.Node, token(told.Item)))
            .ToDictionary(group => group.Key, group => group.First().Item);

    private async Task<ImmutableArray<Observation>> RunAsync(List<Flow> flows, int round, CancellationToken cancellation)
    {
        var watchers = Nodes(flows, flow => flow.Probe.Destination.Node);
        await Task.WhenAll(watchers.Select(pair => TellAsync(pair.Key, Spec(pair.Key, round) with { Watch = Forms(pair.Value) }, cancellation)));
        var watching = await EachAsync(watchers.Keys, status => status.Watching == round, WatchPatience, cancellation);
        var blind = Told(watching, status => status.Arrivals, item => item.Token);

        var watched = flows.Where(flow => watching.ContainsKey(flow.Probe.Destination.Node)
            && !blind.ContainsKey((flow.Probe.Destination.Node, flow.Token.ToString())));
        var senders = Nodes(watched, flow => flow.Probe.Source.Node);
        await Task.WhenAll(senders.Select(pair => TellAsync(
            pair.Key,
            Spec(pair.Key, round) with { Watch = Forms(watchers.GetValueOrDefault(pair.Key) ?? []), Send = Forms(pair.Value), Go = round },
            cancellation)));
        var sent = await EachAsync(senders.Keys, status => status.Sent == round, SendPatience, cancellation);

        await Task.WhenAll(watching.Keys.Select(node => FinishAsync(node, round, cancellation)));
        var finished = await EachAsync(watching.Keys, status => status.Finished == round, FinishPatience, cancellation);
        var halves = new Halves(blind, sent, finished);
        return [.. flows.Select(flow => Observe(flow, halves))];
    }

    private Observation Observe(Flow flow, Halves halves)
    {
        var (from, to) = (flow.Probe.Source.Node, flow.Probe.Destination.Node);
        var token = flow.Token.ToString();
        if (halves.Blind.GetValueOrDefault((to, token)) is { } unseeing)
        {
            return Unknown(flow, $"nothing was sent: {flow.Probe.Destination} cannot be watched: {unseeing.Blind}");
        }

        if (halves.Arrivals.GetValueOrDefault((to, token)) is not { } seen)
        {
            return Unknown(flow, $"the agent of node {to}, where {flow.Probe.Destination} is, did not answer");
        }

        if (halves.Departures.GetValueOrDefault((from, token)) is not { } left)
        {
            return Unknown(flow, $"the agent of node {from}, where {flow.Probe.Source} is, did not answer");
        }

        var (outcome, evidence) = Joining.Join(flow, FlowForm.Read(left), FlowForm.Read(seen), order.Watched, time: null);
        return new Observation(flow.Probe.Id, outcome, evidence, time.GetUtcNow());
    }

    private Observation Unknown(Flow flow, string evidence) => new(flow.Probe.Id, Outcome.Unknown, evidence, time.GetUtcNow());

    private NodeProbeSpec Spec(string node, int round) => new()
    {
        Node = node,
        Check = order.Check.ToString(),
        Expires = order.Expires,
        Round = round,
    };

    private async Task TellAsync(string node, NodeProbeSpec spec, CancellationToken cancellation)
    {
        if (_nodes.TryAdd(node, true))
        {
            await probes.CreateAsync(new NodeProbe { Metadata = order.MetadataOf(node), Spec = spec }, cancellation);
            return;
        }

        var fields = JsonSerializer.SerializeToNode(spec, ProbeJson.Default.NodeProbeSpec)!;
        await probes.MergeAsync(order.KeyOf(node), "spec", fields, isStatus: false, cancellation);
    }

    private Task FinishAsync(string node, int round, CancellationToken cancellation) =>
        probes.MergeAsync(order.KeyOf(node), "spec", new JsonObject { ["finish"] = round }, isStatus: false, cancellation);

    // Those that answered in time.
    private async Task<Dictionary<string, NodeProbeStatus>> EachAsync(
        IReadOnlyCollection<string> nodes, Func<NodeProbeStatus, bool> isAnswered, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var answers = await Task.WhenAll(nodes.Select(async node =>
        {
            try
            {
                return (node, await board.AnswerAsync(order.KeyOf(node), isAnswered, either.Token));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return (node, (NodeProbeStatus?)null);
            }
        }).ToList());
        return answers.Where(answer => answer.Item2 is not null)
            .ToDictionary(answer => answer.node, answer => answer.Item2!, StringComparer.Ordinal);
    }

    // What the agents said, each of its own node and token.
    private sealed record Halves(
        Dictionary<(string Node, string Token), FlowArrival> Blind,
        Dictionary<string, NodeProbeStatus> Sent,
        Dictionary<string, NodeProbeStatus> Finished)
    {
        public Dictionary<(string Node, string Token), FlowDeparture> Departures { get; } =
            Told(Sent, status => status.Departures, item => item.Token);

        public Dictionary<(string Node, string Token), FlowArrival> Arrivals { get; } =
            Told(Finished, status => status.Arrivals, item => item.Token);
    }
}
