using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Sets of ports against sets of integers.</summary>
public sealed class PortSetTests
{
    // Both ends of the numbers, where arithmetic goes wrong, and one in between.
    private static readonly int[] Points = [.. Enumerable.Range(1, 12), 30000, .. Enumerable.Range(65524, 12)];

    internal static Gen<PortSet> Sets =>
        from count in Gen.Choose(0, 5)
        from ends in Gen.Elements(Points).Two().ArrayOf(count)
        select ends.Aggregate(
            PortSet.None, (set, pair) => set.Union(PortSet.Of(Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2))));

    [Fact]
    public void Sets_are_what_their_ports_say() => Properties.Check(
        Sets.Two(),
        pair =>
        {
            var ((a, b), (left, right)) = (pair, (Members(pair.Item1), Members(pair.Item2)));
            Assert.Equal(left.Union(right).Order(), Members(a.Union(b)).Order());
            Assert.Equal(left.Intersect(right).Order(), Members(a.Intersect(b)).Order());
            Assert.Equal(left.Except(right).Order(), Members(a.Except(b)).Order());
            Assert.Equal(left.SetEquals(right), a == b);
            Assert.Equal(left.SetEquals(right), !(a != b));
            Assert.Equal(left.Count == 0, a.IsEmpty);
        },
        runs: 500);

    [Fact]
    public void Ranges_ascend_and_neither_overlap_nor_touch() => Properties.Check(
        Sets.Two(),
        pair => Assert.All([pair.Item1.Union(pair.Item2), pair.Item1.Intersect(pair.Item2), pair.Item1.Except(pair.Item2)], set =>
        {
            Assert.All(set.Ranges, range => Assert.InRange(range.First, 1, range.Last));
            Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First));
        }),
        runs: 500);

    [Fact]
    public void The_laws_of_sets_hold() => Properties.Check(
        Sets.Three(),
        triple =>
        {
            var (a, b, c) = triple;
            Assert.Equal(a.Union(b), b.Union(a));
            Assert.Equal(a.Intersect(b), b.Intersect(a));
            Assert.Equal(a.Union(b).Union(c), a.Union(b.Union(c)));
            Assert.Equal(a.Intersect(b.Union(c)), a.Intersect(b).Union(a.Intersect(c)));
            Assert.Equal(a, a.Except(b).Union(a.Intersect(b)));
            Assert.Equal(PortSet.All.Except(a.Union(b)), PortSet.All.Except(a).Intersect(PortSet.All.Except(b)));
            Assert.Equal(a.Union(b).GetHashCode(), b.Union(a).GetHashCode());
        },
        runs: 500);

    [Fact]
    public void Neighbours_become_one_range() =>
        Assert.Equal("80-90", PortSet.Of(80, 85).Union(PortSet.Of(86, 90)).ToString());

    [Fact]
    public void A_set_without_a_value_is_empty()
    {
        Assert.True(default(PortSet).IsEmpty);
        Assert.False(default(PortSet).IsAll);
        Assert.Equal(PortSet.None, default);
        Assert.Equal(PortSet.All, default(PortSet).Union(PortSet.All));
    }

    [Theory]
    [InlineData(1, 65535, true)]
    [InlineData(2, 65535, false)]
    [InlineData(1, 65534, false)]
    public void All_ports_are_1_to_65535(int first, int last, bool all) => Assert.Equal(all, PortSet.Of(first, last).IsAll);

    [Fact]
    public void All_ports_are_all_however_they_were_put_together() =>
        Assert.True(PortSet.Of(400, 65535).Union(PortSet.Of(1, 399)).IsAll);

    [Theory]
    [InlineData(0, 80)]
    [InlineData(80, 65536)]
    [InlineData(81, 80)]
    public void What_is_no_range_of_ports_is_refused(int first, int last) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PortSet.Of(first, last));

    [Fact]
    public void It_is_printed_as_numbers_and_ranges()
    {
        Assert.Equal("80,8000-8010", PortSet.Of(8000, 8010).Union(PortSet.Of(80, 80)).ToString());
        Assert.Equal("", PortSet.None.ToString());
    }

    private static HashSet<int> Members(PortSet set) => [.. Points.Where(set.Contains)];
}
