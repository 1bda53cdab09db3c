using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Maps of addresses against looking at every address by itself.</summary>
public sealed class ExternalMapTests
{
    private static readonly ConnectionSet Http = ConnectionSet.Of(Protocol.Tcp, 80);
    private static readonly ConnectionSet Dns = ConnectionSet.Of(Protocol.Udp, 53);

    // The lowest and the highest addresses of both families, and some that lie between.
    private static readonly IpAddress[] Points =
        [.. Enum.GetValues<IpFamily>().SelectMany(family => Numbers(family).Select(number => new IpAddress(family, number)))];

    internal static Gen<IpRange> Ranges(IpFamily family) =>
        from ends in Gen.Elements(Numbers(family)).Two()
        select new IpRange(family, UInt128.Min(ends.Item1, ends.Item2), UInt128.Max(ends.Item1, ends.Item2));

    private static Gen<ExternalEntry[]> Entries =>
        from count in Gen.Choose(0, 6)
        from entries in (
            from family in Gen.Elements(IpFamily.IPv4, IpFamily.IPv6)
            from range in Ranges(family)
            from connections in Gen.Elements(Http, Dns, Http.Union(Dns), ConnectionSet.All, ConnectionSet.None)
            select new ExternalEntry(range, connections)).ArrayOf(count)
        select entries;

    [Fact]
    public void A_map_is_the_union_of_its_entries_at_every_address() => Properties.Check(
        Entries,
        entries =>
        {
            var map = ExternalMap.From(entries);
            Assert.All(Points, point => Assert.Equal(At(entries, point), map.At(point)));
        },
        runs: 500);

    [Fact]
    public void Ranges_ascend_are_as_wide_as_they_can_be_and_hold_something() => Properties.Check(
        Entries,
        entries =>
        {
            var map = ExternalMap.From(entries).Entries;
            Assert.DoesNotContain(map, entry => entry.Connections.IsEmpty || entry.Range.First > entry.Range.Last);
            Assert.All(map.Zip(map.Skip(1)).Where(pair => pair.First.Range.Family == pair.Second.Range.Family), pair =>
            {
                Assert.True(pair.First.Range.Last < pair.Second.Range.First);
                Assert.False(
                    pair.First.Range.Last + 1 == pair.Second.Range.First && pair.First.Connections.Equals(pair.Second.Connections));
            });
            Assert.Equal(map.Select(entry => entry.Range).Order(), map.Select(entry => entry.Range));
        },
        runs: 500);

    [Fact]
    public void The_order_of_entries_makes_no_difference() => Properties.Check(
        from entries in Entries
        from shuffled in Gen.Shuffle(entries)
        select (entries, shuffled),
        pair => Assert.Equal(ExternalMap.From(pair.entries).Entries, ExternalMap.From(pair.shuffled).Entries),
        runs: 300);

    [Fact]
    public void A_pair_of_maps_tells_what_each_has_at_every_address() => Properties.Check(
        Entries.Two(),
        pair =>
        {
            var (left, right) = (ExternalMap.From(pair.Item1), ExternalMap.From(pair.Item2));
            var pieces = ExternalMap.Pair(left, right).ToList();
            Assert.Equal(pieces.Select(piece => piece.Range).Order(), pieces.Select(piece => piece.Range));
            foreach (var point in Points)
            {
                var piece = pieces.SingleOrDefault(piece => piece.Range.Contains(point));
                Assert.Equal(left.At(point), piece.Left ?? ConnectionSet.None);
                Assert.Equal(right.At(point), piece.Right ?? ConnectionSet.None);
            }
        },
        runs: 300);

    [Fact]
    public void Neighbouring_blocks_of_like_connections_are_one_range() => Assert.Equal(
        "10.0.0.0-10.255.255.255",
        Assert.Single(ExternalMap.From([Entry("10.128.0.0/9"), Entry("10.0.0.0/9")]).Entries).Range.ToString());

    [Theory]
    [InlineData("0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("::/1", "8000::/1", "::/0")]
    public void Two_halves_are_everything(string low, string high, string all) => Assert.Equal(
        Some.Cidr(all), Assert.Single(ExternalMap.From([Entry(high), Entry(low)]).Entries).Range);

    [Fact]
    public void The_end_of_one_family_does_not_touch_the_beginning_of_the_other() =>
        Assert.Equal(2, ExternalMap.From([Entry("0.0.0.0/0"), Entry("::/0")]).Entries.Length);

    private static ExternalEntry Entry(string cidr) => new(Some.Cidr(cidr), Http);

    private static ConnectionSet At(IEnumerable<ExternalEntry> entries, IpAddress point) =>
        entries.Where(entry => entry.Range.Contains(point)).Aggregate(ConnectionSet.None, (all, entry) => all.Union(entry.Connections));

    private static UInt128[] Numbers(IpFamily family)
    {
        var highest = IpAddress.Highest(family);
        return [0, 1, 2, 3, 4, 5, 1000, 1001, highest - 3, highest - 2, highest - 1, highest];
    }
}
