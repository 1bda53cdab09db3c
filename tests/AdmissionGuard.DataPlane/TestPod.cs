using System.Net;
using System.Net.Sockets;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;

namespace AdmissionGuard.DataPlane;

/// <summary>A pod of a test cluster: a namespace with a process in a cgroup like the kubelet's, and an interface on a veth.</summary>
internal sealed class TestPod : IDisposable
{
    private readonly HeldNamespace _network;
    private readonly PodCgroup _cgroup;
    private bool _ended;

    public TestPod(Pod pod, string uid, int node, int number, CgroupLayout layout)
    {
        (Pod, Uid, NodeNumber, Number) = (pod, uid, node, number);
        _network = HeldNamespace.New("pause");
        _cgroup = PodCgroup.New(uid, layout);
        _cgroup.Add(_network.ProcessId);
    }

    /// <summary>What the API says of it.</summary>
    public Pod Pod { get; }

    /// <summary>Its UID.</summary>
    public string Uid { get; }

    /// <summary>Its node, from 1.</summary>
    public int NodeNumber { get; }

    /// <summary>Its number on its node, from 1.</summary>
    public int Number { get; }

    /// <summary>Its process.</summary>
    public int ProcessId => _network.ProcessId;

    /// <summary>As an end of a probe.</summary>
    public ProbeEnd End => new(Pod.Key, Uid, Pod.NodeName!, Pod.Addresses);

    /// <summary>Its first address of a family.</summary>
    public IpAddress Address(IpFamily family) => Pod.Addresses.First(address => address.Family == family);

    /// <summary>The address that it has on other nodes where a data plane translates between them.</summary>
    public IpAddress Alias(IpFamily family) =>
        IpAddress.Parse(family == IpFamily.IPv4 ? $"10.67.{NodeNumber}.{Number}" : $"fd00:67:{NodeNumber}::{Number}")!.Value;

    /// <summary>Runs a shell script in its namespace.</summary>
    public string Shell(string script) => _network.Shell(script);

    /// <summary>A server that listens on a TCP port of every address.</summary>
    public async Task<Socket> ListenAsync(int port)
    {
        using var network = NetworkNamespace.Open(_network.Path);
        return await network.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            socket.Listen();
            return socket;
        });
    }

    /// <summary>A server that receives datagrams at a port of every address.</summary>
    public async Task<Socket> ReceiveAsync(int port)
    {
        using var network = NetworkNamespace.Open(_network.Path);
        return await network.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            return socket;
        });
    }

    /// <summary>Leaves another process in its cgroup, with a namespace of its own that has not its address, as a sandbox that was replaced.</summary>
    public HeldNamespace ReplaceProcess()
    {
        var other = HeldNamespace.New("pause");
        other.Shell("ip link set lo up");
        _cgroup.Add(other.ProcessId);
        PodCgroup.TakeOut(ProcessId);
        return other;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            _network.Dispose();
            _cgroup.Dispose();
        }
    }
}
