using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>A namespace with all that is in it.</summary>
public sealed class NamespaceEntry
{
    private readonly List<PodClass> _classes = [];
    private readonly List<PodClass> _hostNetworkClasses = [];
    private readonly List<NetworkPolicy> _policies = [];
    private readonly List<Service> _services = [];
    private readonly IpRange?[] _bounds = new IpRange?[2];

    internal NamespaceEntry(Namespace value) => Namespace = value;

    /// <summary>The namespace itself.</summary>
    public Namespace Namespace { get; }

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

    internal void Add(PodClass podClass)
    {
        if (podClass.Any.HostNetwork)
        {
            _hostNetworkClasses.Add(podClass);
            return;
        }

        _classes.Add(podClass);
        foreach (var address in podClass.Any.Addresses)
        {
            _bounds[(int)address.Family] = _bounds[(int)address.Family] is { } bounds
                ? new IpRange(address.Family, UInt128.Min(bounds.First, address.Value), UInt128.Max(bounds.Last, address.Value))
                : new IpRange(address.Family, address.Value, address.Value);
        }
    }

    /// <summary>Whether a range can hold the address of a pod of this namespace, told from its lowest and highest one.</summary>
    internal bool CanHold(IpRange range) =>
        _bounds[(int)range.Family] is { } bounds && range.First <= bounds.Last && range.Last >= bounds.First;

    internal void Add(Service service) => _services.Add(service);

    internal void Add(NetworkPolicy policy) => _policies.Add(policy);

    internal void Govern(PolicySet.Interner interner)
    {
        _policies.Sort((a, b) => a.Key.CompareTo(b.Key));
        foreach (var podClass in _classes)
        {
            foreach (var policy in _policies)
            {
                if (!policy.Spec.PodSelector.Matches(podClass.Labels))
                {
                    continue;
                }

                if (policy.Spec.Isolates(Direction.Ingress))
                {
                    podClass.Ingress = interner.Add(podClass.Ingress, policy);
                }

                if (policy.Spec.Isolates(Direction.Egress))
                {
                    podClass.Egress = interner.Add(podClass.Egress, policy);
                }
            }
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
