using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>A namespace with all that is in it.</summary>
public sealed class NamespaceEntry
{
    private readonly Bag<PodClass> _classes = new();
    private readonly Bag<PodClass> _hostNetworkClasses = new();
    private readonly List<NetworkPolicy> _policies = [];
    private readonly List<Service> _services = [];
    private readonly IpRange?[] _bounds = new IpRange?[2];
    private bool _hasUnknownAddresses;
    private readonly PolicySet.Interner _sets = new();
    private readonly Dictionary<Labels, int> _dormant = [];

    internal NamespaceEntry(Namespace value) => Namespace = value;

    /// <summary>The namespace itself.</summary>
    public Namespace Namespace { get; internal set; }

    /// <summary>Its name.</summary>
    public string Name => Namespace.Name;

    /// <summary>Classes of the pods that policies can apply to.</summary>
    public IReadOnlyList<PodClass> Classes => _classes;

    /// <summary>Classes of the pods that use their node's network.</summary>
    public IReadOnlyList<PodClass> HostNetworkClasses => _hostNetworkClasses;

    /// <summary>Its policies, in the order of their names.</summary>
    public IReadOnlyList<NetworkPolicy> Policies => _policies;

    /// <summary>Its Services.</summary>
    public IReadOnlyList<Service> Services => _services;

    /// <summary>Whether it is known to exist, and not only from what is in it.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>Whether nothing is in it.</summary>
    internal bool IsEmpty => _classes.Count + _hostNetworkClasses.Count + _policies.Count + _services.Count + _dormant.Count == 0;

    internal void Add(PodClass podClass) => (podClass.HostNetwork ? _hostNetworkClasses : _classes).Add(podClass);

    internal void Remove(PodClass podClass)
    {
        (podClass.HostNetwork ? _hostNetworkClasses : _classes).Remove(podClass);
        if (_classes.Count == 0)
        {
            Array.Clear(_bounds);
            _hasUnknownAddresses = false;
        }
    }

    /// <summary>A pod has these labels that has ended, or that a workload would have which is scaled to none.</summary>
    internal void Remember(Labels dormant) => _dormant[dormant] = _dormant.GetValueOrDefault(dormant) + 1;

    /// <summary>A pod that was remembered is gone.</summary>
    internal void Forget(Labels dormant)
    {
        if (--_dormant[dormant] == 0)
        {
            _dormant.Remove(dormant);
        }
    }

    /// <summary>Whether a selector matches pods that have ended: those of a job between two runs, say.</summary>
    internal bool HasDormant(LabelSelector pods) => _dormant.Count > 0 && _dormant.Keys.Any(pods.Matches);

    /// <summary>A pod that policies can apply to has these addresses.</summary>
    internal void Widen(Pod pod)
    {
        _hasUnknownAddresses |= pod.Addresses.IsEmpty;
        foreach (var address in pod.Addresses)
        {
            _bounds[(int)address.Family] = _bounds[(int)address.Family] is { } bounds
                ? new IpRange(address.Family, UInt128.Min(bounds.First, address.Value), UInt128.Max(bounds.Last, address.Value))
                : new IpRange(address.Family, address.Value, address.Value);
        }
    }

    /// <summary>
    /// Whether a range can hold the address of a pod of this namespace, told from the lowest and highest one that a pod has had since the
    /// namespace was last empty; one that is not known is held by a range of all.
    /// </summary>
    internal bool CanHold(IpRange range) =>
        (_hasUnknownAddresses && range == IpRange.Everything(range.Family))
        || (_bounds[(int)range.Family] is { } bounds && range.First <= bounds.Last && range.Last >= bounds.First);

    internal void Add(Service service) => _services.Add(service);

    internal void Remove(Service service) => _services.RemoveAll(one => one.Key == service.Key);

    internal void Add(NetworkPolicy policy)
    {
        var place = _policies.BinarySearch(policy, ByName);
        _policies.Insert(place < 0 ? ~place : place, policy);
    }

    internal void Remove(NetworkPolicy policy)
    {
        _policies.RemoveAll(one => one.Key == policy.Key);
        _sets.Forget(policy);
    }

    /// <summary>The policies that isolate pods with some labels in a direction.</summary>
    internal PolicySet Govern(Labels labels, Direction direction)
    {
        if (_policies.Count == 0)
        {
            return PolicySet.Empty;
        }

        var selecting = new List<NetworkPolicy>();
        foreach (var policy in _policies)
        {
            if (policy.Spec.Isolates(direction) && policy.Spec.PodSelector.Matches(labels))
            {
                selecting.Add(policy);
            }
        }

        return _sets.Of(selecting);
    }

    private static readonly Comparer<NetworkPolicy> ByName = Comparer<NetworkPolicy>.Create((x, y) => x.Key.CompareTo(y.Key));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
