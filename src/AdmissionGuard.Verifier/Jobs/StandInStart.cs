using System.Net;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>Starts stand-ins: those that listen first, and when their addresses are known, those that connect to them.</summary>
/// <param name="pods">Where they are made.</param>
/// <param name="logs">How they are heard.</param>
/// <param name="options">How long they may take, and how often they are to try.</param>
/// <param name="time">The clock.</param>
internal sealed class StandInStart(StandInPods pods, LogFollower logs, JobOptions options, TimeProvider time)
{
    // A program that runs says at once where it listens.
    private static readonly TimeSpan WordPatience = TimeSpan.FromSeconds(20);

    /// <summary>Starts them.</summary>
    /// <param name="plan">What they are for.</param>
    /// <param name="cast">Who stands for whom.</param>
    /// <param name="seed">The run's secret.</param>
    /// <param name="cancellation">Ends it, and the reading of what they say, which goes on afterwards.</param>
    public async Task<StandInStage> StartAsync(ProbePlan plan, StandInCast cast, string seed, CancellationToken cancellation)
    {
        var listening = await pods.StartAsync(
            cast.Listeners.Values.ToDictionary(one => one, Func<string, IEnumerable<string>> (one) => name => Listen(one, name)), options.Start, cancellation);
        var listeners = cast.Listeners.ToDictionary(pair => pair.Key, pair => Heard(pair.Value, listening[pair.Value], cancellation));
        await Task.WhenAll(listeners.Values.Where(one => one.State is StandInState.Running).SelectMany(
            one => one.Logs.Select(log => log.Value.HearsAsync([log.Key], WordPatience, cancellation))));

        var stage = new StandInStage(listeners, cast.Connectors.ToDictionary(
            pair => pair.Key, pair => new Connector(pair.Value, new StandInState.Pending(null), new ConnectorLog(time))));
        var targets = plan.Probes.Where(probe => !probe.Source.IsNode && stage.Obstacle(probe) is null)
            .ToLookup(probe => probe.Source.Pod!.Value, probe => new ConnectTarget(probe.Id, EndOf(stage.ListenerOf(probe)!, probe)));
        var needed = cast.Connectors.Where(pair => targets.Contains(pair.Key)).ToList();
        var connecting = await pods.StartAsync(
            needed.ToDictionary(pair => pair.Value, Func<string, IEnumerable<string>> (pair) => _ => Connect([.. targets[pair.Key]], seed)),
            options.Start,
            cancellation);
        return new StandInStage(listeners, needed.ToDictionary(pair => pair.Key, pair => Answering(pair.Value, connecting[pair.Value], cancellation)));
    }

    private IEnumerable<string> Listen(StandIn standIn, string container) =>
    [
        "stand-in", "listen", $"--tick-ms={options.Pace.Tick.TotalMilliseconds:0}",
        .. standIn.Containers.Single(one => one.Name == container).Ports.Select(port => $"--port={port}"),
    ];

    private IEnumerable<string> Connect(IReadOnlyList<ConnectTarget> targets, string seed) =>
    [
        "stand-in", "connect", $"--seed={seed}",
        $"--every-ms={options.Pace.Connect.Every.TotalMilliseconds:0}", $"--patience-ms={options.Pace.Connect.Patience.TotalMilliseconds:0}",
        .. targets.Select(target => $"--to={target}"),
    ];

    private static IPEndPoint EndOf(Listener listener, Probe probe) =>
        new(IPAddress.Parse(StandInStage.AddressOf(listener, probe).ToString()!), probe.Port);

    private Listener Heard(StandIn standIn, StandInState state, CancellationToken cancellation)
    {
        var byPort = new Dictionary<int, ListenerLog>();
        foreach (var (name, ports) in standIn.Containers)
        {
            var log = new ListenerLog(time);
            foreach (var port in ports)
            {
                byPort[port] = log;
            }

            if (state is StandInState.Running)
            {
                _ = logs.FollowAsync(standIn.Key, name, log.Tell, cancellation);
            }
        }

        return new Listener(standIn, state, byPort);
    }

    private Connector Answering(StandIn standIn, StandInState state, CancellationToken cancellation)
    {
        var log = new ConnectorLog(time);
        if (state is StandInState.Running)
        {
            _ = logs.FollowAsync(standIn.Key, standIn.Containers.Single().Name, log.Tell, cancellation);
        }

        return new Connector(standIn, state, log);
    }
}
