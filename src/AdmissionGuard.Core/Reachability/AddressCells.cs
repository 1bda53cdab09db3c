using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The address space, cut at every boundary of some blocks: two addresses of one cell are in the same blocks. Where blocks are read to
/// match pods, pods of different cells must not share a class.
/// </summary>
internal sealed class AddressCells
{
    // The blocks of one policy are few: to make room for one boundary costs a hundredth of sorting all.
    private const int MostInserted = 32;

    // How many blocks begin or end at a start; the lowest address of a family is one whether a block does or not.
    private readonly Dictionary<IpAddress, int> _uses = new()
    {
        [new IpAddress(IpFamily.IPv4, 0)] = 1,
        [new IpAddress(IpFamily.IPv6, 0)] = 1,
    };

    // Beside each other and in one order: addresses are searched for far more often than cells are touched.
    private readonly List<AddressCell> _cells;
    private readonly List<IpAddress> _starts;

    // Of pods that have no address yet: wherever it will be, a block of all addresses holds it.
    private readonly AddressCell _unknown = new(default);

    public AddressCells()
    {
        _starts = [.. _uses.Keys.Order()];
        _cells = _starts.ConvertAll(start => new AddressCell(start));
    }

    /// <summary>The cells of a pod's addresses, of which it has at most one a family; null where it has none of that family.</summary>
    public PodCells Of(Pod pod)
    {
        if (pod.Addresses.IsEmpty)
        {
            return new PodCells(_unknown, null);
        }

        var cells = default(PodCells);
        foreach (var address in pod.Addresses)
        {
            cells = address.Family == IpFamily.IPv4 ? cells with { IPv4 = At(address) } : cells with { IPv6 = At(address) };
        }

        return cells;
    }

    /// <summary>Whether every boundary of a block is one of cells.</summary>
    public bool Holds(IpBlock block) => Boundaries(block).All(start => _starts.BinarySearch(start) >= 0);

    /// <summary>The classes in a block by their addresses, which must be one that <see cref="Holds"/> holds of.</summary>
    public IEnumerable<PodClass> In(IpBlock block)
    {
        // A class has one cell of a family, and a block is of one family: nothing is found twice.
        for (var i = Place(new IpAddress(block.Cidr.Family, block.Cidr.First)); i < _starts.Count && block.Cidr.Contains(_starts[i]); i++)
        {
            if (block.Contains(_starts[i]))
            {
                foreach (var pods in _cells[i].Classes)
                {
                    yield return pods;
                }
            }
        }

        foreach (var pods in block.HoldsEveryPod ? _unknown.Classes : [])
        {
            yield return pods;
        }
    }

    /// <summary>
    /// Takes blocks in that begin to play a part, and others out that no longer do. Returns the classes that may be in other cells now;
    /// they stay in the bags of their old ones until they are put elsewhere.
    /// </summary>
    public HashSet<PodClass> Recut(IEnumerable<IpBlock> added, IEnumerable<IpBlock> removed)
    {
        var (fresh, stale) = (new HashSet<IpAddress>(), new HashSet<IpAddress>());
        foreach (var start in added.SelectMany(Boundaries))
        {
            _uses[start] = _uses.GetValueOrDefault(start) + 1;
            if (_uses[start] == 1)
            {
                fresh.Add(start);
            }
        }

        foreach (var start in removed.SelectMany(Boundaries))
        {
            _uses[start]--;
            if (_uses[start] == 0)
            {
                _uses.Remove(start);
                _ = fresh.Remove(start) || stale.Add(start);
            }
        }

        if (fresh.Count + stale.Count == 0)
        {
            return [];
        }

        HashSet<PodClass> touched = [.. fresh.Concat(stale).Select(At).Distinct().SelectMany(cell => cell.Classes)];
        Cut(fresh, stale);
        return touched;
    }

    private void Cut(HashSet<IpAddress> fresh, HashSet<IpAddress> stale)
    {
        if (fresh.Count + stale.Count > MostInserted)
        {
            List<AddressCell> cells =
                [.. _cells.Where(cell => !stale.Contains(cell.Start)).Concat(fresh.Select(start => new AddressCell(start))).OrderBy(cell => cell.Start)];
            _cells.Clear();
            _cells.AddRange(cells);
            _starts.Clear();
            _starts.AddRange(cells.Select(cell => cell.Start));
            return;
        }

        foreach (var start in stale)
        {
            var place = Place(start);
            _cells.RemoveAt(place);
            _starts.RemoveAt(place);
        }

        foreach (var start in fresh)
        {
            var place = Place(start) + 1;
            _cells.Insert(place, new AddressCell(start));
            _starts.Insert(place, start);
        }
    }

    private static IEnumerable<IpAddress> Boundaries(IpBlock block)
    {
        foreach (var range in block.Except.Prepend(block.Cidr))
        {
            yield return new IpAddress(range.Family, range.First);
            if (range.Last < IpAddress.Highest(range.Family))
            {
                yield return new IpAddress(range.Family, range.Last + 1);
            }
        }
    }

    private AddressCell At(IpAddress address) => _cells[Place(address)];

    private int Place(IpAddress address)
    {
        var at = _starts.BinarySearch(address);
        return at >= 0 ? at : ~at - 1;
    }
}

/// <summary>Addresses that no block tells apart.</summary>
/// <param name="start">The lowest of them.</param>
internal sealed class AddressCell(IpAddress start)
{
    public IpAddress Start { get; } = start;

    /// <summary>The classes whose pods have such addresses.</summary>
    public Bag<PodClass> Classes { get; } = new();
}

/// <summary>Where a pod's addresses lie, by family; null where it has none of a family.</summary>
internal readonly record struct PodCells(AddressCell? IPv4, AddressCell? IPv6)
{
    public void Add(PodClass pods)
    {
        IPv4?.Classes.Add(pods);
        IPv6?.Classes.Add(pods);
    }

    public void Remove(PodClass pods)
    {
        IPv4?.Classes.Remove(pods);
        IPv6?.Classes.Remove(pods);
    }
}
