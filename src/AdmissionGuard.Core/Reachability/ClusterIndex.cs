using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// A cluster made ready for questions: pods grouped into classes, each with the policies that govern it, and found by label.
/// </summary>
public sealed class ClusterIndex
{
    private readonly Dictionary<string, NamespaceEntry> _namespaces = new(StringComparer.Ordinal);
    private readonly LabelIndex<NamespaceEntry> _namespacesByLabel = new();
    private readonly LabelIndex<PodClass> _classesByLabel = new();
    private readonly Dictionary<Workload, List<PodClass>> _workloads = [];
    private readonly List<PodClass> _classes = [];
    private readonly Lazy<Governance> _ingress;
    private readonly Lazy<Governance> _egress;
    private readonly Lazy<DnsDirectory> _dns;
    private readonly Lazy<AddressIndex> _addresses;
    private readonly Lazy<SelectorCatalogue> _selectors;
    private readonly Lazy<Dictionary<IpAddress, PodClass>> _podsByAddress;

    private ClusterIndex(ClusterState state, AddressCells cells)
    {
        foreach (var value in state.Namespaces)
        {
            Entry(value);
        }

        AddPods(state.Pods, cells);
        RankWorkloads();
        foreach (var service in state.Services)
        {
            Entry(service.Key.Namespace).Add(service);
        }

        foreach (var policy in state.Policies)
        {
            Entry(policy.Key.Namespace).Add(policy);
        }

        var interner = new PolicySet.Interner();
        foreach (var entry in _namespaces.Values)
        {
            entry.Govern(interner);
        }

        _ingress = new Lazy<Governance>(() => new Governance(_namespaces.Values, Direction.Ingress));
        _egress = new Lazy<Governance>(() => new Governance(_namespaces.Values, Direction.Egress));
        _dns = new Lazy<DnsDirectory>(() => new DnsDirectory(_namespaces.Values));
        _addresses = new Lazy<AddressIndex>(() => new AddressIndex(_classes));
        _selectors = new Lazy<SelectorCatalogue>(() => new SelectorCatalogue(_namespaces.Values.SelectMany(entry => entry.Policies)));
        _podsByAddress = new Lazy<Dictionary<IpAddress, PodClass>>(PodsByAddress);
    }

    /// <summary>Every namespace.</summary>
    public IReadOnlyCollection<NamespaceEntry> Namespaces => _namespaces.Values;

    /// <summary>Every class of pods that policies can apply to, terminating ones included.</summary>
    public IReadOnlyList<PodClass> Classes => _classes;

    /// <summary>Whether IPv6 plays a part: an endpoint has such an address, or a policy or a question names such a block.</summary>
    public bool HasIPv6 { get; private init; }

    /// <summary>
    /// Indexes a cluster. Terminal pods are left out: they are no endpoints.
    /// </summary>
    /// <param name="state">The cluster.</param>
    /// <param name="blocks">
    /// Blocks that questions will be asked about with <c>ipBlockMatchesPods</c>, for each of which every class is wholly inside or
    /// outside; empty when that reading plays no part.
    /// </param>
    public static ClusterIndex Build(ClusterState state, IEnumerable<IpBlock> blocks)
    {
        List<IpBlock> asked = [.. blocks];
        return new ClusterIndex(state, new AddressCells(asked))
        {
            // The blocks asked about count too: a change that takes the only IPv6 block away is still about IPv6.
            HasIPv6 = state.Pods.Any(pod => !pod.IsTerminal && pod.Addresses.Any(address => address.Family == IpFamily.IPv6))
                || state.Policies.SelectMany(policy => BlocksOf(policy.Spec)).Concat(asked).Any(block => block.Cidr.Family == IpFamily.IPv6),
        };
    }

    /// <summary>Every ipBlock that a policy names.</summary>
    public static IEnumerable<IpBlock> BlocksOf(PolicySpec spec) =>
        spec.Ingress.Concat(spec.Egress).SelectMany(rule => rule.Peers).Select(peer => peer.IpBlock).OfType<IpBlock>();

    /// <summary>A namespace by name; null when there is none.</summary>
    public NamespaceEntry? Find(string name) => _namespaces.GetValueOrDefault(name);

    /// <summary>Every class of a workload's pods.</summary>
    public IReadOnlyList<PodClass> ClassesOf(Workload workload) => _workloads.GetValueOrDefault(workload) ?? [];

    /// <summary>The namespaces that a selector matches.</summary>
    public List<NamespaceEntry> Select(LabelSelector namespaces) =>
        [.. (_namespacesByLabel.Candidates(namespaces) ?? (IEnumerable<NamespaceEntry>)_namespaces.Values)
            .Where(entry => namespaces.Matches(entry.Namespace.Labels))];

    /// <summary>Who is isolated in a direction, by which policies.</summary>
    internal Governance Governance(Direction direction) => (direction == Direction.Ingress ? _ingress : _egress).Value;

    /// <summary>Classes by address.</summary>
    internal AddressIndex Addresses => _addresses.Value;

    /// <summary>The pod selectors of all policies.</summary>
    internal SelectorCatalogue Selectors => _selectors.Value;

    /// <summary>The class of the pod with an address; null when it is no pod's. A pod on its way out gives way to its successor.</summary>
    internal PodClass? At(IpAddress address) => _podsByAddress.Value.GetValueOrDefault(address);

    /// <summary>Services by address, and where NodeLocal DNSCache listens.</summary>
    internal DnsDirectory Dns => _dns.Value;

    /// <summary>Classes whose labels meet the selector's rarest requirement; null when all must be looked at.</summary>
    internal List<PodClass>? Candidates(LabelSelector pods) => _classesByLabel.Candidates(pods);

    private void AddPods(ImmutableArray<Pod> pods, AddressCells cells)
    {
        var classes = new Dictionary<ClassKey, PodClass>();
        foreach (var pod in pods)
        {
            if (pod.IsTerminal)
            {
                continue;
            }

            var key = new ClassKey(pod, cells.Of(pod));
            if (classes.TryGetValue(key, out var podClass))
            {
                podClass.Add(pod);
                continue;
            }

            var entry = Entry(pod.Key.Namespace);
            classes[key] = podClass = new PodClass(entry, pod);
            entry.Add(podClass);
            if (!pod.HostNetwork)
            {
                podClass.Ordinal = _classes.Count;
                _classes.Add(podClass);
                _classesByLabel.Add(pod.Labels, podClass);
                if (!_workloads.TryGetValue(pod.Workload, out var siblings))
                {
                    _workloads[pod.Workload] = siblings = [];
                }

                siblings.Add(podClass);
            }
        }
    }

    private void RankWorkloads()
    {
        var rank = 0;
        foreach (var workload in _workloads.Keys.Order(Workload.ByName))
        {
            _workloads[workload].ForEach(pods => pods.WorkloadRank = rank);
            rank++;
        }
    }

    private Dictionary<IpAddress, PodClass> PodsByAddress()
    {
        var result = new Dictionary<IpAddress, PodClass>();
        foreach (var pods in _classes)
        {
            foreach (var address in pods.Pods.SelectMany(pod => pod.Addresses))
            {
                if (!result.TryGetValue(address, out var other) || other.IsTerminating)
                {
                    result[address] = pods;
                }
            }
        }

        return result;
    }

    private NamespaceEntry Entry(string name) => _namespaces.GetValueOrDefault(name) ?? Entry(Namespace.Named(name));

    private NamespaceEntry Entry(Namespace value)
    {
        if (!_namespaces.TryGetValue(value.Name, out var entry))
        {
            _namespaces[value.Name] = entry = new NamespaceEntry(value);
            _namespacesByLabel.Add(value.Labels, entry);
        }

        return entry;
    }

    private readonly struct ClassKey(Pod pod, (int IPv4, int IPv6) cells) : IEquatable<ClassKey>
    {
        private readonly Pod _pod = pod;
        private readonly (int IPv4, int IPv6) _cells = cells;

        public bool Equals(ClassKey other) =>
            _cells == other._cells && _pod.HostNetwork == other._pod.HostNetwork && _pod.IsTerminating == other._pod.IsTerminating
            && _pod.IsHypothetical == other._pod.IsHypothetical && _pod.Workload.Equals(other._pod.Workload)
            && _pod.Labels.Equals(other._pod.Labels) && _pod.Ports.Equals(other._pod.Ports) && _pod.Dns.Equals(other._pod.Dns);

        public override bool Equals(object? obj) => obj is ClassKey other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_pod.Labels, _pod.Workload, _cells, _pod.IsTerminating);
    }
}
