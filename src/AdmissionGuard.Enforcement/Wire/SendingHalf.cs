using System.Net.Sockets;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Enforcement.Wire.Pods;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>The other half of a round: the pods of this machine that are sources, and the machine itself, each with a sender.</summary>
internal sealed class SendingHalf : IAsyncDisposable
{
    private readonly Dictionary<ProbeToken, PodSender> _senders = [];
    private readonly Dictionary<ProbeToken, Departure> _failed = [];
    private readonly List<Flow> _ready = [];

    private SendingHalf()
    {
    }

    /// <summary>The flows that can be sent.</summary>
    public IReadOnlyList<Flow> Ready => _ready;

    /// <summary>Makes ready.</summary>
    /// <param name="flows">The flows of a batch whose destinations are watched.</param>
    /// <param name="ends">Where their pods are.</param>
    /// <param name="answered">Called for each flow that something answers.</param>
    /// <param name="options">What datagrams carry, and where they may go.</param>
    /// <param name="time">The clock.</param>
    public static async Task<SendingHalf> OpenAsync(
        IReadOnlyList<Flow> flows, EndNetworks ends, Action<Flow> answered, WireOptions options, TimeProvider time)
    {
        var half = new SendingHalf();
        foreach (var group in flows.GroupBy(flow => flow.Probe.Source))
        {
            await half.OpenAsync(group.Key, [.. group], ends, answered, options, time);
        }

        return half;
    }

    /// <summary>Sends a flow's packet; false when it could not be sent, and never will.</summary>
    public bool Send(Flow flow) => _senders[flow.Token].Send(flow);

    /// <summary>
    /// Waits until of every packet that was sent it has been seen where it went, a second at most: on a busy machine what leaves may be
    /// read late, and must not pass for what something inside the pod took.
    /// </summary>
    public async Task SeeAllAsync(TimeProvider time, CancellationToken cancellation)
    {
        for (var i = 0; i < 50 && !_senders.Values.All(sender => sender.HasSeenAll); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation);
        }
    }

    /// <summary>Sends all that are ready, again while nothing is known of them, and waits until nothing more can come of them.</summary>
    /// <param name="settled">Told what is known.</param>
    /// <param name="pace">How fast packets may leave.</param>
    /// <param name="options">When, and for how long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task SendAllAsync(
        Settling settled, PacketPace pace, WireOptions options, TimeProvider time, CancellationToken cancellation)
    {
        settled.Begin(Ready);
        var started = time.GetTimestamp();
        foreach (var attempt in options.Attempts)
        {
            await settled.WaitAsync(attempt - time.GetElapsedTime(started), time, cancellation);
            foreach (var flow in settled.Open())
            {
                await pace.TurnAsync(cancellation);
                if (!Send(flow))
                {
                    settled.Settle(flow);
                }
            }
        }

        await settled.WaitAsync(options.Patience, time, cancellation);
    }

    /// <summary>What came of each flow.</summary>
    public Dictionary<ProbeToken, Departure> Finish()
    {
        var departures = new Dictionary<ProbeToken, Departure>(_failed);
        foreach (var sender in _senders.Values.Distinct())
        {
            foreach (var (token, departure) in sender.Finish())
            {
                departures.Add(token, departure);
            }
        }

        return departures;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders.Values.Distinct())
        {
            await sender.DisposeAsync();
        }
    }

    private async Task OpenAsync(
        ProbeEnd source, List<Flow> flows, EndNetworks ends, Action<Flow> answered, WireOptions options, TimeProvider time)
    {
        var (sender, failure) = await TryOpenAsync(ends.Of(source), flows, answered, options, time);
        foreach (var flow in flows)
        {
            if (sender is null)
            {
                _failed.Add(flow.Token, Departure.Failed(failure));
                continue;
            }

            _senders.Add(flow.Token, sender);
            if (sender.CanSend(flow))
            {
                _ready.Add(flow);
            }
        }
    }

    private static async Task<(PodSender? Sender, string Failure)> TryOpenAsync(
        PodSearch source, List<Flow> flows, Action<Flow> answered, WireOptions options, TimeProvider time)
    {
        if (source.Network is not { } network)
        {
            return (null, source.Reason);
        }

        try
        {
            return (await PodSender.OpenAsync(network, flows, answered, options, time), "");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return (null, WireErrors.Describe(e));
        }
    }
}
