using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Finds classes by address, so that a small block need not be held against every pod. One pod stands for its class: where blocks are read
/// to match pods, a class is wholly inside or outside of each.
/// </summary>
internal sealed class AddressIndex
{
    private readonly IpAddress[] _addresses;
    private readonly PodClass[] _classes;

    public AddressIndex(IEnumerable<PodClass> classes)
    {
        var entries = classes.SelectMany(pods => pods.Any.Addresses.Select(address => (Address: address, Pods: pods))).ToArray();
        _addresses = Array.ConvertAll(entries, entry => entry.Address);
        _classes = Array.ConvertAll(entries, entry => entry.Pods);
        Array.Sort(_addresses, _classes);
    }

    /// <summary>The classes with an address in a block, each once.</summary>
    public IEnumerable<PodClass> In(IpBlock block)
    {
        // A class has one address of a family, and a block is of one family: nothing is found twice.
        var at = Array.BinarySearch(_addresses, new IpAddress(block.Cidr.Family, block.Cidr.First));
        while (at > 0 && _addresses[at - 1].CompareTo(_addresses[at]) == 0)
        {
            at--;
        }

        for (var i = at < 0 ? ~at : at; i < _addresses.Length && block.Cidr.Contains(_addresses[i]); i++)
        {
            if (block.Contains(_addresses[i]))
            {
                yield return _classes[i];
            }
        }
    }
}
