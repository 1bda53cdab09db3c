using System.Net;
using System.Net.Sockets;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Enforcement.Wire.Pods;
using AdmissionGuard.Enforcement.Wire.Sockets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>
/// Sends flows from one pod's namespace, or a node's, and sees there what leaves and what comes back. Each flow has a source port of its
/// own for the round; an answer to it reaches no application and is dropped.
/// </summary>
internal sealed class PodSender : IAsyncDisposable
{
    private readonly PodNetwork _pod;
    private readonly Dictionary<ProbeToken, SentFlow> _sent = [];
    private readonly Action<Flow> _answered;
    private readonly TimeProvider _time;
    private readonly WireOptions _options;
    private readonly List<IDisposable> _open = [];
    private PacketTap? _tap;
    private Task _reading = Task.CompletedTask;

    private PodSender(PodNetwork pod, Action<Flow> answered, WireOptions options, TimeProvider time)
    {
        (_pod, _answered, _options, _time) = (pod, answered, options, time);
    }

    /// <summary>Makes everything ready for sending, and sends nothing.</summary>
    /// <param name="pod">The source; it stays the caller's.</param>
    /// <param name="flows">Flows from this source.</param>
    /// <param name="answered">Called for a flow as soon as something answers it.</param>
    /// <param name="options">What datagrams carry, and where they may go.</param>
    /// <param name="time">The clock.</param>
    public static async Task<PodSender> OpenAsync(
        PodNetwork pod, IReadOnlyList<Flow> flows, Action<Flow> answered, WireOptions options, TimeProvider time)
    {
        var sender = new PodSender(pod, answered, options, time);
        try
        {
            await pod.Network.RunAsync(() =>
            {
                sender.OpenInside(flows);
                return true;
            });
            sender._reading = sender._tap!.ReadAsync(sender.See);
            return sender;
        }
        catch
        {
            await sender.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a flow can be sent.</summary>
    public bool CanSend(Flow flow) => _sent[flow.Token].State.Failure is null;

    /// <summary>Sends a flow's packet, once more if it has been sent before; false when it could not be sent, and never will.</summary>
    public bool Send(Flow flow)
    {
        var sent = _sent[flow.Token];
        sent.CountAttempt(_time.GetTimestamp());
        try
        {
            sent.Send();
        }
        catch (SocketException e)
        {
            // An ICMP error that came back is told by the next call on a datagram's socket (udp(7)): the tap has seen it itself.
            if (flow.IsTcp || e.SocketErrorCode != SocketError.ConnectionRefused)
            {
                sent.Fail(WireErrors.Describe(e));
            }
        }

        return CanSend(flow);
    }

    /// <summary>Whether it has been seen of every packet that was sent where it went.</summary>
    public bool HasSeenAll => _reading.IsCompleted || _sent.Values.All(sent => sent.State is { Sent: 0 } or { Left: true } or { Diverted: not null }
        or { Failure: not null });

    /// <summary>What came of each flow.</summary>
    public IReadOnlyDictionary<ProbeToken, Departure> Finish()
    {
        var failure = _tap!.Lost() > 0 ? "packets came faster than they could be read"
            : _reading.IsFaulted ? "what leaves it can no longer be seen"
            : _pod.IsAlive ? null
            : "the pod ended meanwhile";
        return _sent.ToDictionary(pair => pair.Key, pair => failure is null ? pair.Value.State : pair.Value.State with { Failure = failure });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _tap?.Dispose();
        _open.ForEach(socket => socket.Dispose());
        try
        {
            await _reading;
        }
        catch (SocketException)
        {
            // Finish has said it.
        }
    }

    private void OpenInside(IReadOnlyList<Flow> flows)
    {
        var syns = new Dictionary<IpAddress, SynSocket>();
        foreach (var flow in flows)
        {
            _sent.Add(flow.Token, Open(flow, syns));
        }

        _tap = PacketTap.Open(
            FilterProgram.For(
                [.. flows.Where(flow => flow.IsTcp).Select(flow => flow.Token)],
                [.. flows.Where(flow => !flow.IsTcp).Select(flow => flow.Token)],
                withAnswers: true),
            outgoing: true);
    }

    private SentFlow Open(Flow flow, Dictionary<IpAddress, SynSocket> syns)
    {
        try
        {
            if (!flow.IsTcp && PayloadOf(flow) is null)
            {
                return new SentFlow(flow, $"UDP port {flow.Port} is no DNS port, and its application was not opted in");
            }

            var source = flow.Probe.Source.IsNode ? RoutedSource(flow) : flow.Source;
            var port = SourcePort.Bind(source, flow.IsTcp);
            _open.Add(port);
            var local = (source, ((IPEndPoint)port.LocalEndPoint!).Port);
            if (!flow.IsTcp)
            {
                port.Connect(flow.Destination.EndPoint(flow.Port));
                return new SentFlow(flow, local, port, null, PayloadOf(flow)!);
            }

            if (!syns.TryGetValue(source, out var socket))
            {
                syns.Add(source, socket = SynSocket.Open(source));
                _open.Add(socket);
            }

            return new SentFlow(flow, local, port, socket, []);
        }
        catch (SocketException e)
        {
            return new SentFlow(flow, WireErrors.Describe(e));
        }
    }

    // What the kubelet's packets to this pod would have; nothing is sent for it.
    private static IpAddress RoutedSource(Flow flow)
    {
        using var socket = new Socket(flow.Probe.Family.SocketFamily(), SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(flow.Destination.EndPoint(flow.Port));
        return Addresses.Read(((IPEndPoint)socket.LocalEndPoint!).Address.GetAddressBytes());
    }

    private byte[]? PayloadOf(Flow flow) =>
        _options.DnsPorts.Contains(flow.Port) ? Datagram.DnsQuery(flow.Token, _options.ClusterDomain)
        : _options.DatagramPorts.Contains(flow.Port) ? Datagram.Text(flow.Token)
        : null;

    private void See(TappedPacket tapped)
    {
        if (!SeenPacket.TryRead(tapped.Bytes.Span, out var packet))
        {
            return;
        }

        foreach (var sent in _sent.Values)
        {
            if (tapped.Kind == PacketKind.Outgoing)
            {
                sent.SeeLeaving(packet, tapped.IsLoopback);
            }
            else if (tapped.Kind == PacketKind.Host && sent.SeeAnswer(packet))
            {
                _answered(sent.Flow);
            }
        }
    }
}
