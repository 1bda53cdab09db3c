using System.Net;
using System.Net.Sockets;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Tests.DataPlane;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;
using AdmissionGuard.Enforcement.Wire.Sockets;

namespace AdmissionGuard.Enforcement.Tests.Wire.Sockets;

/// <summary>The filter in the kernel, over the loopback of a namespace.</summary>
public sealed class PacketTapTests
{
    [Theory]
    [InlineData(IpFamily.IPv4)]
    [InlineData(IpFamily.IPv6)]
    public async Task A_busy_pods_own_packets_never_come_up_and_a_tokens_does(IpFamily family)
    {
        Machine.NeedsNamespaces();
        using var held = HeldNamespace.New("busy");
        held.Shell("ip link set lo up");
        using var network = NetworkNamespace.Open(held.Path);
        ProbeToken[] tokens = [.. Enumerable.Range(0, 128).Select(_ => ProbeToken.New())];
        // As many as a batch holds, with answers: what the kernel must accept.
        using var source = await network.RunAsync(() => PacketTap.Open(FilterProgram.For(tokens, tokens, withAnswers: true), outgoing: true));
        using var tap = await network.RunAsync(() => PacketTap.Open(FilterProgram.For(tokens[..64], tokens[64..], withAnswers: false), outgoing: false));
        var seen = 0;
        var carried = new TaskCompletionSource();
        var reading = tap.ReadAsync(packet =>
        {
            seen++;
            if (SeenPacket.TryRead(packet.Bytes.Span, out var read) && read.Carries(tokens[63]))
            {
                carried.TrySetResult();
            }
        });
        var loopback = Addresses.Loopback(family);
        await network.RunAsync(() =>
        {
            MakeTraffic(loopback);
            using var syns = SynSocket.Open(loopback);
            syns.Send(tokens[64], loopback, 0, loopback, 0);
            syns.Send(tokens[63], loopback, 0, loopback, 0);
            return true;
        });
        await carried.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(1, seen);
        Assert.Equal(0u, tap.Lost());
        tap.Dispose();
        await reading;
    }

    // Connections with data and datagrams, as a server has them.
    private static void MakeTraffic(IpAddress loopback)
    {
        using var server = new TcpListener(loopback.EndPoint(0));
        server.Start();
        using var datagrams = new UdpClient(loopback.EndPoint(0));
        using var client = new UdpClient(loopback.Family.SocketFamily());
        for (var i = 0; i < 200; i++)
        {
            using var connection = new TcpClient(loopback.Family.SocketFamily());
            connection.Connect((IPEndPoint)server.LocalEndpoint);
            using var accepted = server.AcceptTcpClient();
            connection.GetStream().Write(new byte[4000]);
            client.Send(new byte[100], (IPEndPoint)datagrams.Client.LocalEndPoint!);
        }
    }
}
