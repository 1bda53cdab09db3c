using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Verifier.Agents;

namespace AdmissionGuard.Verifier.Tests;

/// <summary>A network between nodes that lets through what a test says: what one node's agent sends, another's sees.</summary>
/// <param name="passes">Whether a packet from one pod arrives at another's port.</param>
internal sealed class ScriptedNetwork(Func<ObjectKey?, ObjectKey, int, bool> passes)
{
    private readonly ConcurrentDictionary<ProbeToken, bool> _watched = [];
    private readonly ConcurrentDictionary<ProbeToken, IpAddress> _arrived = [];

    /// <summary>Whether a packet arrives; may be changed while it runs.</summary>
    public Func<ObjectKey?, ObjectKey, int, bool> Passes { get; set; } = passes;

    /// <summary>How many packets were sent, by the node that sent them.</summary>
    public ConcurrentDictionary<string, int> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>How many packets were sent whose destinations were not watched at that moment.</summary>
    public int SentUnwatched { get; private set; }

    /// <summary>How many watches are open.</summary>
    public int Open { get; private set; }

    /// <summary>The network as one node sees it.</summary>
    public INodeWire On(string node) => new Node(this, node);

    private sealed class Node(ScriptedNetwork network, string name) : INodeWire
    {
        public Task<INodeWatch> WatchAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation)
        {
            Assert.All(flows, flow => Assert.Equal(name, flow.Probe.Destination.Node));
            lock (network)
            {
                network.Open++;
                foreach (var flow in flows)
                {
                    network._watched[flow.Token] = true;
                }
            }

            return Task.FromResult<INodeWatch>(new Watch(network, flows));
        }

        public Task<IReadOnlyDictionary<ProbeToken, Departure>> SendAsync(IReadOnlyList<Flow> flows, CancellationToken cancellation)
        {
            Assert.All(flows, flow => Assert.Equal(name, flow.Probe.Source.Node));
            lock (network)
            {
                network.Sent.AddOrUpdate(name, flows.Count, (_, count) => count + flows.Count);
                foreach (var flow in flows)
                {
                    network.SentUnwatched += network._watched.ContainsKey(flow.Token) ? 0 : 1;
                    if (network.Passes(flow.Probe.Source.Pod, flow.Probe.Destination.Pod!.Value, flow.Port))
                    {
                        network._arrived[flow.Token] = flow.Source;
                    }
                }
            }

            IReadOnlyDictionary<ProbeToken, Departure> departures =
                flows.ToDictionary(flow => flow.Token, _ => new Departure { Sent = 1, Left = true });
            return Task.FromResult(departures);
        }
    }

    private sealed class Watch(ScriptedNetwork network, IReadOnlyList<Flow> flows) : INodeWatch
    {
        public IReadOnlyDictionary<ProbeToken, Arrival> Blind { get; } = new Dictionary<ProbeToken, Arrival>();

        public Task<IReadOnlyDictionary<ProbeToken, Arrival>> FinishAsync()
        {
            IReadOnlyDictionary<ProbeToken, Arrival> arrivals = flows.ToDictionary(
                flow => flow.Token,
                flow => network._arrived.TryGetValue(flow.Token, out var from) ? new Arrival(0, from, null) : new Arrival(null, null, null));
            return Task.FromResult(arrivals);
        }

        public ValueTask DisposeAsync()
        {
            lock (network)
            {
                network.Open--;
            }

            return ValueTask.CompletedTask;
        }
    }
}
