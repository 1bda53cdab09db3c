using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The address space, cut at every boundary of some blocks: two addresses of one cell are in the same blocks. Where blocks are read to
/// match pods, pods of different cells must not share a class.
/// </summary>
internal sealed class AddressCells
{
    private readonly IpAddress[] _starts;

    public AddressCells(IEnumerable<IpBlock> blocks)
    {
        var starts = new HashSet<IpAddress>();
        foreach (var block in blocks)
        {
            Cut(block.Cidr);
            foreach (var except in block.Except)
            {
                Cut(except);
            }
        }

        _starts = [.. starts.Order()];

        void Cut(IpRange range)
        {
            starts.Add(new IpAddress(range.Family, range.First));
            if (range.Last < IpAddress.Highest(range.Family))
            {
                starts.Add(new IpAddress(range.Family, range.Last + 1));
            }
        }
    }

    /// <summary>No cuts: every address is in one cell.</summary>
    public static AddressCells None { get; } = new([]);

    /// <summary>The cells of a pod's addresses, of which it has at most one a family.</summary>
    public (int IPv4, int IPv6) Of(Pod pod)
    {
        var cells = (IPv4: -1, IPv6: -1);
        if (_starts.Length == 0)
        {
            return cells;
        }

        foreach (var address in pod.Addresses)
        {
            var at = Array.BinarySearch(_starts, address);
            var cell = at >= 0 ? at + 1 : ~at;
            if (address.Family == IpFamily.IPv4)
            {
                cells.IPv4 = cell;
            }
            else
            {
                cells.IPv6 = cell;
            }
        }

        return cells;
    }
}
