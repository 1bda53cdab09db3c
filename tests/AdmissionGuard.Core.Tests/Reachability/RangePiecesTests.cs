using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Two lists of ranges with different bounds against looking at every address by itself.</summary>
public sealed class RangePiecesTests
{
    private static readonly UInt128[] Points = [0, 1, 2, 3, 4, 5, 6, 7, uint.MaxValue - 1, uint.MaxValue];

    // Disjoint ranges, ascending, with gaps between some of them.
    private static Gen<List<(IpRange Range, RangeValue Value)>> Lists =>
        from starts in Gen.SubListOf(Points)
        from values in Gen.Elements(
            new RangeValue(ConnectionSet.All, false), new RangeValue(ConnectionSet.All, true), RangeValue.None).ArrayOf(starts.Count)
        let sorted = starts.Order().ToList()
        select sorted.Select((start, i) =>
                (new IpRange(IpFamily.IPv4, start, i + 1 < sorted.Count ? sorted[i + 1] - 1 : uint.MaxValue), values[i]))
            .Where(item => item.Item2 != RangeValue.None).ToList();

    [Fact]
    public void Pieces_say_what_both_lists_have_at_every_address() => Properties.Check(
        Gen.Two(Lists),
        pair =>
        {
            var pieces = RangePieces.Cut(pair.Item1, pair.Item2);
            foreach (var point in Points.Select(number => new IpAddress(IpFamily.IPv4, number)))
            {
                var piece = pieces.Where(piece => piece.Range.Contains(point)).ToList();
                Assert.True(piece.Count <= 1);
                var found = piece.Count == 0 ? (RangeValue.None, RangeValue.None) : (piece[0].Before, piece[0].After);
                Assert.Equal((At(pair.Item1, point), At(pair.Item2, point)), found);
            }
        },
        runs: 500);

    [Fact]
    public void Pieces_are_as_wide_as_they_can_be() => Properties.Check(
        Gen.Two(Lists),
        pair =>
        {
            var pieces = RangePieces.Cut(pair.Item1, pair.Item2);
            Assert.All(pieces.Zip(pieces.Skip(1)), next => Assert.False(
                next.First.Range.Last + 1 == next.Second.Range.First
                && (next.First.Before, next.First.After) == (next.Second.Before, next.Second.After)));
        },
        runs: 500);

    private static RangeValue At(List<(IpRange Range, RangeValue Value)> list, IpAddress point)
    {
        var found = list.Where(item => item.Range.Contains(point)).ToList();
        return found.Count == 0 ? RangeValue.None : found[0].Value;
    }
}
