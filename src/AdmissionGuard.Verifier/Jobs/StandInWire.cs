using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>
/// The wire between stand-ins. They try by themselves, in rounds of their own; a round here is for each of them its next one, and ends when
/// the listeners have told of all that arrived until then. What arrived at a listener has arrived; what a connector was answered says only
/// why something did not.
/// </summary>
/// <param name="stage">The stand-ins.</param>
/// <param name="seed">The run's secret.</param>
/// <param name="pace">How often they try.</param>
/// <param name="time">The clock.</param>
internal sealed class StandInWire(StandInStage stage, string seed, JobPace pace, TimeProvider time) : IWire
{
    // Until where the listeners' words were heard in the last round: what the kubelet sent since then counts for this one.
    private readonly Dictionary<ListenerLog, long> _heard = [];

    /// <inheritdoc/>
    public async Task<ImmutableArray<Observation>> RunRoundAsync(ImmutableArray<Probe> probes, int round, CancellationToken cancellation)
    {
        List<Probe> possible = [.. probes.Where(probe => stage.Obstacle(probe) is null)];
        var connectors = possible.Select(stage.ConnectorOf).OfType<Connector>().Distinct().ToList();
        var rounds = new Dictionary<Connector, int?>();
        var ended = await Task.WhenAll(connectors.Select(one => one.Log.NextRoundAsync(pace.RoundPatience, cancellation)));
        for (var i = 0; i < connectors.Count; i++)
        {
            rounds[connectors[i]] = ended[i];
        }

        // Without connectors the kubelet alone would be waited for: that takes no longer than a round.
        if (connectors.Count == 0 && possible.Count > 0)
        {
            await Task.Delay(pace.Connect.Every, time, cancellation);
        }

        var logs = possible.Select(probe => stage.ListenerOf(probe)!.Logs[probe.Port]).Distinct().ToList();
        var caught = await Task.WhenAll(logs.Select(log => log.CatchUpAsync(pace.Margin, pace.RoundPatience, cancellation)));
        var silent = logs.Where((_, i) => !caught[i]).ToHashSet();
        ImmutableArray<Observation> observations = [.. probes.Select(probe => Observe(probe, rounds, silent))];
        foreach (var log in logs)
        {
            _heard[log] = log.LastAt;
        }

        return observations;
    }

    private Observation Observe(Probe probe, Dictionary<Connector, int?> rounds, HashSet<ListenerLog> silent)
    {
        if (stage.Obstacle(probe) is { } obstacle)
        {
            return Seen(probe, Outcome.Unknown, obstacle);
        }

        var log = stage.ListenerOf(probe)!.Logs[probe.Port];
        if (stage.ConnectorOf(probe) is not { } connector)
        {
            return log.Stranger(probe.Port, probe.Family, _heard.GetValueOrDefault(log, -1)) is { } kubelet
                ? Seen(probe, Outcome.Arrived, $"a connection of the kubelet's kind arrived at what stands for {probe.Destination}, from {kubelet}")
                : Seen(probe, Outcome.Unknown, $"no probe of the kubelet arrived at what stands for {probe.Destination}");
        }

        if (rounds[connector] is not { } round || connector.Log.Tried(probe.Id, round) is not { } tried)
        {
            return Seen(probe, Outcome.Unknown, $"what stands for {probe.Source} did not say what it tried");
        }

        if (log.Arrival(ConnectionToken.Of(seed, probe.Id, round)) is { } from)
        {
            return Seen(probe, Outcome.Arrived, $"arrived at what stands for {probe.Destination}, from {from}");
        }

        if (silent.Contains(log))
        {
            return Seen(probe, Outcome.Unknown, $"what stands for {probe.Destination} has fallen silent");
        }

        var unseen = $"tried for {pace.Connect.Patience.TotalSeconds:0.0} s by what stands for {probe.Source}, not seen at what stands for {probe.Destination}";
        return tried.Answer switch
        {
            ConnectAnswer.Silence => Seen(probe, Outcome.Blocked, unseen),
            ConnectAnswer.Refused => Seen(probe, Outcome.Rejected, $"{unseen}; it was refused"),
            ConnectAnswer.Unreachable => Seen(probe, Outcome.Rejected, $"{unseen}; somebody said that it is unreachable"),
            ConnectAnswer.Accepted => Seen(probe, Outcome.Unknown, $"{unseen}, yet somebody took it: something on the way answers for it"),
            _ => Seen(probe, Outcome.Unknown, $"not sent by what stands for {probe.Source}: {tried.Why}"),
        };
    }

    private Observation Seen(Probe probe, Outcome outcome, string evidence) => new(probe.Id, outcome, evidence, time.GetUtcNow());
}
