using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Sets of connections against sets of protocols and ports, and how they are printed.</summary>
public sealed class ConnectionSetTests
{
    private static readonly int[] Points = [1, 2, 5, 11, 12, 30000, 65524, 65530, 65534, 65535];

    internal static Gen<ConnectionSet> Sets => Gen.Frequency(
        (1, Gen.Constant(ConnectionSet.All)),
        (1, Gen.Constant(ConnectionSet.None)),
        (8, Gen.Frequency((2, PortSetTests.Sets), (1, Gen.Constant(PortSet.None)), (1, Gen.Constant(PortSet.All))).ArrayOf(3)
            .Select(ports => Set(ports[0], ports[1], ports[2]))));

    [Fact]
    public void Sets_are_what_their_connections_say() => Properties.Check(
        Sets.Two(),
        pair =>
        {
            var ((a, b), (left, right)) = (pair, (Members(pair.Item1), Members(pair.Item2)));
            Assert.Equal(left.Union(right).Order(), Members(a.Union(b)).Order());
            Assert.Equal(left.Intersect(right).Order(), Members(a.Intersect(b)).Order());
            Assert.Equal(left.Except(right).Order(), Members(a.Except(b)).Order());
        },
        runs: 500);

    [Fact]
    public void The_laws_of_sets_hold() => Properties.Check(
        Sets.Three(),
        triple =>
        {
            var (a, b, c) = triple;
            Assert.Equal(a.Union(b), b.Union(a));
            Assert.Equal(a.Intersect(b), b.Intersect(a));
            Assert.Equal(a.Intersect(b.Union(c)), a.Intersect(b).Union(a.Intersect(c)));
            Assert.Equal(a, a.Except(b).Union(a.Intersect(b)));
            Assert.Equal(ConnectionSet.None, a.Except(a.Union(b)));
            Assert.Equal(a.Union(b).GetHashCode(), b.Union(a).GetHashCode());
        },
        runs: 500);

    [Fact]
    public void Equal_sets_are_printed_alike_and_others_are_not() => Properties.Check(
        Sets.Two(),
        pair =>
        {
            var (a, b) = pair;
            Assert.Equal(a.Equals(b), a.ToList().SequenceEqual(b.ToList()));
            Assert.Equal(a.Equals(b), a.ToString() == b.ToString());
            Assert.Equal(a.IsAll, a.ToList() is ["all"]);
            Assert.Equal(a.IsEmpty, a.ToList().IsEmpty);
        },
        runs: 500);

    [Fact]
    public void A_list_has_one_string_for_each_range_by_protocol_and_port()
    {
        var set = ConnectionSet.Of(Protocol.Udp, PortSet.All)
            .Union(ConnectionSet.Of(Protocol.Tcp, PortSet.Of(8000, 8010)))
            .Union(ConnectionSet.Of(Protocol.Tcp, 80))
            .Union(ConnectionSet.Of(Protocol.Sctp, 7777));
        Assert.Equal(["SCTP 7777", "TCP 80", "TCP 8000-8010", "UDP 1-65535"], set.ToList());
        Assert.Equal("SCTP 7777 and TCP 80,8000-8010 and all UDP ports", set.ToString());
    }

    [Fact]
    public void Everything_is_all_and_nothing_is_empty()
    {
        Assert.Equal(["all"], ConnectionSet.All.ToList());
        Assert.Equal("all ports", ConnectionSet.All.ToString());
        Assert.Empty(ConnectionSet.None.ToList());
        Assert.Equal("nothing", ConnectionSet.None.ToString());
    }

    [Fact]
    public void All_ports_of_two_protocols_are_not_all() =>
        Assert.Equal(["TCP 1-65535", "UDP 1-65535"], Set(PortSet.None, PortSet.All, PortSet.All).ToList());

    [Fact]
    public void All_ports_of_the_three_protocols_are_all() =>
        Assert.True(Set(PortSet.All, PortSet.All, PortSet.All) is { IsAll: true } set && set.Equals(ConnectionSet.All));

    [Fact]
    public void A_port_is_a_port_of_one_protocol()
    {
        var dns = ConnectionSet.Of(Protocol.Udp, 53);
        Assert.True(dns.Contains(Protocol.Udp, 53));
        Assert.False(dns.Contains(Protocol.Tcp, 53));
        Assert.Equal(PortSet.Of(53, 53), dns.Ports(Protocol.Udp));
    }

    private static ConnectionSet Set(PortSet sctp, PortSet tcp, PortSet udp) =>
        ConnectionSet.Of(Protocol.Sctp, sctp).Union(ConnectionSet.Of(Protocol.Tcp, tcp)).Union(ConnectionSet.Of(Protocol.Udp, udp));

    private static HashSet<(Protocol Protocol, int Port)> Members(ConnectionSet set) =>
        [.. Enum.GetValues<Protocol>().SelectMany(_ => Points, (protocol, port) => (protocol, port))
            .Where(item => set.Contains(item.protocol, item.port))];
}
