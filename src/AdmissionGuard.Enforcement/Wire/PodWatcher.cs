using System.Net.Sockets;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Enforcement.Wire.Pods;
using AdmissionGuard.Enforcement.Wire.Sockets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>
/// Watches one pod's namespace for the packets of its flows. It takes no port, and it proves before and after that it sees: a SYN of its
/// own, from the loopback address to port 0 of the same, where nothing can listen, has to come by.
/// </summary>
internal sealed class PodWatcher : IAsyncDisposable
{
    // A busy machine may be late: only an observer that is blind costs so long.
    private static readonly TimeSpan SelfTestInterval = TimeSpan.FromMilliseconds(250);
    private const int SelfTests = 8;

    private readonly PodNetwork _pod;
    private readonly TimeProvider _time;
    private readonly Dictionary<ProbeToken, Arrival> _arrivals = [];
    private readonly List<SelfTest> _selfTests;
    private readonly List<Flow> _flows;
    private readonly PacketTap _tap;
    private readonly Action<Flow> _arrived;
    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private uint _lost;

    private PodWatcher(PodNetwork pod, List<Flow> flows, PacketTap tap, List<SelfTest> selfTests, Action<Flow> arrived, TimeProvider time)
    {
        (_pod, _flows, _tap, _selfTests, _arrived, _time) = (pod, flows, tap, selfTests, arrived, time);
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="pod">The destination; it stays the caller's.</param>
    /// <param name="flows">What to wait for: flows to this pod.</param>
    /// <param name="arrived">Called once for each flow, as soon as it is seen.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The watcher, and why it does not see; null when it does. Nothing may be sent to a pod whose watcher does not see.</returns>
    public static async Task<(PodWatcher? Watcher, string? Blind)> OpenAsync(
        PodNetwork pod, IReadOnlyList<Flow> flows, Action<Flow> arrived, TimeProvider time)
    {
        try
        {
            var watcher = await pod.Network.RunAsync(() => OpenInside(pod, [.. flows], arrived, time));
            watcher._reading = watcher._tap.ReadAsync(watcher.See);
            if (await watcher.BlindnessAsync() is not { } blind)
            {
                return (watcher, null);
            }

            await watcher.DisposeAsync();
            return (null, blind);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return (null, WireErrors.Describe(e));
        }
    }

    /// <summary>What came of each flow. The second self-test comes after all packets that came before it, so that none is still unread.</summary>
    public async Task<IReadOnlyDictionary<ProbeToken, Arrival>> FinishAsync()
    {
        var blind = await BlindnessAsync() ?? (_pod.IsAlive ? null : "the pod ended meanwhile");
        lock (_lock)
        {
            return _flows.ToDictionary(flow => flow.Token, flow => _arrivals.GetValueOrDefault(flow.Token) ?? new Arrival(null, null, blind));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _tap.Dispose();
        _selfTests.ForEach(test => test.Socket.Dispose());
        try
        {
            await _reading;
        }
        catch (SocketException)
        {
            // BlindnessAsync has said it.
        }
    }

    private static PodWatcher OpenInside(PodNetwork pod, List<Flow> flows, Action<Flow> arrived, TimeProvider time)
    {
        foreach (var address in flows.Select(flow => flow.Destination).Distinct())
        {
            // Only what has the address is the pod: another namespace under its UID would see nothing and call that blocked.
            using var owned = SynSocket.Open(address);
        }

        var tests = new List<SelfTest>();
        try
        {
            foreach (var family in flows.Select(flow => flow.Probe.Family).Distinct())
            {
                tests.Add(new SelfTest(ProbeToken.New(), family, SynSocket.Open(Addresses.Loopback(family))));
            }

            ProbeToken[] syns = [.. flows.Where(flow => flow.IsTcp).Select(flow => flow.Token), .. tests.Select(test => test.Token)];
            ProbeToken[] datagrams = [.. flows.Where(flow => !flow.IsTcp).Select(flow => flow.Token)];
            var tap = PacketTap.Open(FilterProgram.For(syns, datagrams, withAnswers: false), outgoing: false);
            return new PodWatcher(pod, flows, tap, tests, arrived, time);
        }
        catch
        {
            tests.ForEach(test => test.Socket.Dispose());
            throw;
        }
    }

    private async Task<string?> BlindnessAsync()
    {
        foreach (var test in _selfTests)
        {
            var seen = test.Expect();
            for (var attempt = 0; attempt < SelfTests && !seen.IsCompleted; attempt++)
            {
                try
                {
                    test.Socket.Send(test.Token, Addresses.Loopback(test.Family), 0, Addresses.Loopback(test.Family), 0);
                }
                catch (SocketException e)
                {
                    return $"its own test packet could not be sent over the pod's loopback: {WireErrors.Describe(e)}";
                }

                await Task.WhenAny(seen, _reading, Task.Delay(SelfTestInterval, _time));
            }

            if (_reading.IsFaulted)
            {
                return $"packets can no longer be read: {WireErrors.Describe(_reading.Exception!.InnerException!)}";
            }

            if (!seen.IsCompleted)
            {
                return "it did not see its own test packet on the pod's loopback";
            }
        }

        _lost += _tap.Lost();
        return _lost == 0 ? null : $"{_lost} packets came faster than they could be read";
    }

    private void See(TappedPacket tapped)
    {
        if (!SeenPacket.TryRead(tapped.Bytes.Span, out var packet) || tapped.Kind != PacketKind.Host)
        {
            return;
        }

        if (tapped.IsLoopback)
        {
            foreach (var test in _selfTests)
            {
                if (packet.Carries(test.Token))
                {
                    test.See();
                }
            }

            return;
        }

        foreach (var flow in _flows)
        {
            if (packet.Destination == flow.Destination && packet.Carries(flow.Token) && packet.Port == flow.Port)
            {
                See(flow, packet.Source);
            }
        }
    }

    private void See(Flow flow, IpAddress from)
    {
        lock (_lock)
        {
            if (!_arrivals.TryAdd(flow.Token, new Arrival(_time.GetTimestamp(), from, null)))
            {
                return;
            }
        }

        _arrived(flow);
    }

    private sealed class SelfTest(ProbeToken token, IpFamily family, SynSocket socket)
    {
        private TaskCompletionSource _seen = New();

        public ProbeToken Token { get; } = token;

        public IpFamily Family { get; } = family;

        public SynSocket Socket { get; } = socket;

        public Task Expect() => (_seen = New()).Task;

        public void See() => _seen.TrySetResult();

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
