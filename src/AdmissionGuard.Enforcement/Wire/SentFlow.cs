using System.Net.Sockets;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Enforcement.Wire.Sockets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>A flow in its source's namespace: the sockets it is sent with, and what is known of it there.</summary>
internal sealed class SentFlow
{
    private readonly (IpAddress Address, int Port) _local;
    private readonly Socket? _port;
    private readonly SynSocket? _syns;
    private readonly byte[] _payload;
    private readonly Lock _lock = new();

    /// <summary>A flow that cannot be sent.</summary>
    public SentFlow(Flow flow, string failure) => (Flow, State, _payload) = (flow, Departure.Failed(failure), []);

    /// <summary>A flow that is ready to be sent.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="local">Its source address and port.</param>
    /// <param name="port">The socket that holds the port; a datagram's is connected and sends it.</param>
    /// <param name="syns">What sends a SYN; null for a datagram.</param>
    /// <param name="payload">A datagram's content.</param>
    public SentFlow(Flow flow, (IpAddress Address, int Port) local, Socket port, SynSocket? syns, byte[] payload)
    {
        (Flow, _local, _port, _syns, _payload) = (flow, local, port, syns, payload);
    }

    /// <summary>The flow.</summary>
    public Flow Flow { get; }

    /// <summary>What is known so far.</summary>
    public Departure State { get; private set; } = new();

    /// <summary>An attempt begins: it counts before the packet is sent, because the tap may see it before the call returns.</summary>
    public void CountAttempt(long timestamp) =>
        Change(state => state with { Sent = state.Sent + 1, FirstSent = state.Sent == 0 ? timestamp : state.FirstSent });

    /// <summary>Sends the packet.</summary>
    /// <exception cref="SocketException">The namespace refuses.</exception>
    public void Send()
    {
        if (_syns is not null)
        {
            _syns.Send(Flow.Token, _local.Address, _local.Port, Flow.Destination, Flow.Port);
        }
        else
        {
            _port!.Send(_payload);
        }
    }

    /// <summary>The namespace refused to send it. What has left before has left.</summary>
    public void Fail(string reason) => Change(state => state.Left ? state : state with { Failure = reason });

    /// <summary>A packet leaves the namespace, or goes to its loopback.</summary>
    public void SeeLeaving(SeenPacket packet, bool isLoopback)
    {
        if (!packet.Carries(Flow.Token))
        {
            return;
        }

        if (!isLoopback && packet.Destination == Flow.Destination && packet.Port == Flow.Port)
        {
            Change(state => state with { Left = true });
        }
        else
        {
            var elsewhere = packet.Destination.EndPoint(packet.Port).ToString();
            Change(state => state with { Diverted = elsewhere });
        }
    }

    /// <summary>A packet comes in; true when it answers this flow.</summary>
    public bool SeeAnswer(SeenPacket packet)
    {
        var answer = packet.IsUnreachable ? ErrorIn(packet) : Flow.IsTcp ? SegmentIn(packet) : DatagramIn(packet);
        if (answer == Answer.None)
        {
            return false;
        }

        // The first one counts: what comes after a SYN-ACK belongs to the reset that the kernel sent.
        var by = packet.Source;
        Change(state => state.Answer != Answer.None ? state : state with { Answer = answer, AnsweredBy = by });
        return true;
    }

    // An ICMP message holds at least the header and the ports of what it is about: RFC 792.
    private Answer ErrorIn(SeenPacket packet) =>
        packet.TryReadSubject(out var subject) && subject.Destination == Flow.Destination && subject.Port == Flow.Port
        && subject.SourcePort == _local.Port
            ? Unreachability.Meaning(packet.Source.Family, packet.Code)
            : Answer.None;

    private Answer SegmentIn(SeenPacket packet) =>
        !packet.IsTcp || packet.Answered != Flow.Token.Sequence || packet.Port != _local.Port ? Answer.None
        : (packet.Flags & TcpFlags.Reset) != 0 ? Answer.Reset
        : (packet.Flags & TcpFlags.Syn) != 0 ? Answer.Accepted
        : Answer.None;

    private Answer DatagramIn(SeenPacket packet) =>
        packet.IsUdp && packet.Source == Flow.Destination && packet.SourcePort == Flow.Port && packet.Port == _local.Port
            ? Answer.Accepted
            : Answer.None;

    private void Change(Func<Departure, Departure> change)
    {
        lock (_lock)
        {
            State = change(State);
        }
    }
}
