using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>
/// One half of a round: the pods of this machine that are destinations, each with a watcher. It is open before anything is sent, and what
/// it does not see is not sent.
/// </summary>
internal sealed class WatchingHalf : IAsyncDisposable
{
    private readonly List<PodWatcher> _watchers = [];
    private readonly Dictionary<ProbeToken, Arrival> _blind = [];

    private WatchingHalf()
    {
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="flows">The flows of a batch.</param>
    /// <param name="ends">Where their pods are.</param>
    /// <param name="arrived">Called once for each flow that is seen.</param>
    /// <param name="time">The clock.</param>
    public static async Task<WatchingHalf> OpenAsync(IReadOnlyList<Flow> flows, EndNetworks ends, Action<Flow> arrived, TimeProvider time)
    {
        var half = new WatchingHalf();
        await Task.WhenAll(flows.GroupBy(flow => flow.Probe.Destination).Select(group => half.OpenAsync(group.Key, [.. group], ends, arrived, time)));
        return half;
    }

    /// <summary>The flows whose destinations are not watched, and why.</summary>
    public IReadOnlyDictionary<ProbeToken, Arrival> Blind => _blind;

    /// <summary>Whether a flow's destination is watched.</summary>
    public bool Sees(Flow flow) => !_blind.ContainsKey(flow.Token);

    /// <summary>What was seen of each flow.</summary>
    public async Task<Dictionary<ProbeToken, Arrival>> FinishAsync()
    {
        var arrivals = new Dictionary<ProbeToken, Arrival>(_blind);
        foreach (var part in await Task.WhenAll(_watchers.Select(watcher => watcher.FinishAsync())))
        {
            foreach (var (token, arrival) in part)
            {
                arrivals.Add(token, arrival);
            }
        }

        return arrivals;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in _watchers)
        {
            await watcher.DisposeAsync();
        }
    }

    private async Task OpenAsync(ProbeEnd pod, List<Flow> flows, EndNetworks ends, Action<Flow> arrived, TimeProvider time)
    {
        var search = ends.Of(pod);
        var (watcher, blind) = search.Network is { } network
            ? await PodWatcher.OpenAsync(network, flows, arrived, time)
            : (null, search.Reason);
        lock (_watchers)
        {
            if (watcher is not null)
            {
                _watchers.Add(watcher);
            }
            else
            {
                flows.ForEach(flow => _blind.Add(flow.Token, Arrival.Unseeing(blind ?? "")));
            }
        }
    }
}
