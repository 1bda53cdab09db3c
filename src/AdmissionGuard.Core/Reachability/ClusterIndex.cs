using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// A cluster made ready for questions: pods grouped into classes, each with the policies that govern it, and found by label. It is kept up
/// to date by events, each of which costs what it touches. Many threads may ask at once; while it changes nobody may ask, and what an
/// answer leaves to be worked out later must be worked out before the next change.
/// </summary>
public sealed class ClusterIndex
{
    // A policy whose blocks were asked about is usually stored a moment later, and whoever is refused tries again.
    private const int MostAsked = 64;

    private readonly Dictionary<string, NamespaceEntry> _namespaces = new(StringComparer.Ordinal);
    private readonly LabelIndex<NamespaceEntry> _namespacesByLabel = new();
    private readonly PodClasses _classes = new();
    private readonly Queue<IReadOnlyList<IpBlock>> _asked = [];
    private readonly bool _cutsAtPolicies;
    private readonly Lazy<Governance> _ingress;
    private readonly Lazy<Governance> _egress;
    private readonly Lazy<SelectorCatalogue> _selectors;
    private readonly Lazy<PodDirectory> _podsByAddress;
    private int _usesOfIPv6;

    private ClusterIndex(bool cutsAtPolicies)
    {
        _cutsAtPolicies = cutsAtPolicies;
        _ingress = new Lazy<Governance>(() => Governed(Direction.Ingress));
        _egress = new Lazy<Governance>(() => Governed(Direction.Egress));
        _selectors = new Lazy<SelectorCatalogue>(() => SelectorCatalogue.Of(_namespaces.Values.SelectMany(entry => entry.Policies)));
        _podsByAddress = new Lazy<PodDirectory>(PodsByAddress);
    }

    /// <summary>Every namespace.</summary>
    public IReadOnlyCollection<NamespaceEntry> Namespaces => _namespaces.Values;

    /// <summary>Every class of pods that policies can apply to, terminating ones included.</summary>
    public IReadOnlyList<PodClass> Classes => _classes.All;

    /// <summary>
    /// Whether IPv6 plays a part: an endpoint has such an address, or a policy names such a block, or one of those that the index was built
    /// with is one. What <see cref="Ask"/> is told does not count: a change itself says what it names.
    /// </summary>
    public bool HasIPv6 => _usesOfIPv6 > 0;

    /// <summary>The pod selectors of all policies.</summary>
    internal SelectorCatalogue Selectors => _selectors.Value;

    /// <summary>Services by address, and where NodeLocal DNSCache listens.</summary>
    internal DnsDirectory Dns { get; } = new();

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
        var index = new ClusterIndex(cutsAtPolicies: false);
        List<IpBlock> asked = [.. blocks];
        index.Recut(asked, []);

        // The blocks asked about count too: a change that takes the only IPv6 block away is still about IPv6.
        index._usesOfIPv6 += asked.Count(IsIPv6);
        foreach (var value in state.Namespaces)
        {
            index.Set(value);
        }

        index.Change([], state.Policies);
        foreach (var pod in state.Pods)
        {
            index.Add(pod);
        }

        foreach (var service in state.Services)
        {
            index.Add(service);
        }

        return index;
    }

    /// <summary>
    /// An index of nothing, to be filled by events.
    /// </summary>
    /// <param name="ipBlockMayMatchPods">
    /// Whether questions will be asked with <c>ipBlockMatchesPods</c>. Then <see cref="Ask"/> must be told the blocks of a change.
    /// </param>
    public static ClusterIndex Empty(bool ipBlockMayMatchPods) => new(ipBlockMayMatchPods);

    /// <summary>Every ipBlock that a policy names.</summary>
    public static IEnumerable<IpBlock> BlocksOf(PolicySpec spec) =>
        spec.Ingress.Concat(spec.Egress).SelectMany(rule => rule.Peers).Select(peer => peer.IpBlock).OfType<IpBlock>();

    /// <summary>A namespace by name; null when there is none.</summary>
    public NamespaceEntry? Find(string name) => _namespaces.GetValueOrDefault(name);

    /// <summary>Every class of a workload's pods.</summary>
    public IReadOnlyList<PodClass> ClassesOf(Workload workload) => _classes.Of(workload);

    /// <summary>The namespaces that a selector matches.</summary>
    public List<NamespaceEntry> Select(LabelSelector namespaces) =>
        [.. (_namespacesByLabel.Candidates(namespaces) ?? (IEnumerable<NamespaceEntry>)_namespaces.Values)
            .Where(entry => namespaces.Matches(entry.Namespace.Labels))];

    /// <summary>Whether <see cref="Ask"/> has nothing to do for a question about some blocks.</summary>
    public bool IsReadyFor(IEnumerable<IpBlock> blocks) => !_cutsAtPolicies || blocks.All(_classes.Cells.Holds);

    /// <summary>
    /// Makes ready for a question about blocks that no policy of the cluster names. They are remembered for a while.
    /// </summary>
    public void Ask(IReadOnlyList<IpBlock> blocks)
    {
        if (IsReadyFor(blocks))
        {
            return;
        }

        _asked.Enqueue([.. blocks]);
        Recut(blocks, _asked.Count > MostAsked ? _asked.Dequeue() : []);
    }

    /// <summary>A namespace is new or has changed.</summary>
    public void Set(Namespace value)
    {
        var entry = Entry(value.Name);
        _namespacesByLabel.Remove(entry.Namespace.Labels, entry);
        entry.Namespace = value;
        entry.IsKnown = true;
        _namespacesByLabel.Add(value.Labels, entry);
    }

    /// <summary>A namespace is gone. While something is left in it, its name is still known.</summary>
    public void Remove(Namespace value)
    {
        var entry = Entry(value.Name);
        Set(Namespace.Named(value.Name));
        entry.IsKnown = false;
        Leave(entry);
    }

    /// <summary>A Service is new.</summary>
    public void Add(Service service)
    {
        Entry(service.Key.Namespace).Add(service);
        Dns.Add(service);
    }

    /// <summary>A Service that was added is gone.</summary>
    public void Remove(Service service)
    {
        var entry = Entry(service.Key.Namespace);
        entry.Remove(service);
        Dns.Remove(service);
        Leave(entry);
    }

    /// <summary>A pod is new. Terminal ones are no endpoints and change nothing.</summary>
    public void Add(Pod pod)
    {
        if (pod.IsTerminal)
        {
            return;
        }

        _usesOfIPv6 += UsesOfIPv6(pod);
        if (pod.HostNetwork)
        {
            Dns.Add(pod);
        }
        else if (_podsByAddress.IsValueCreated)
        {
            _podsByAddress.Value.Add(pod);
        }

        Put(pod);
    }

    /// <summary>A pod that was added is gone.</summary>
    public void Remove(Pod pod)
    {
        if (pod.IsTerminal)
        {
            return;
        }

        _usesOfIPv6 -= UsesOfIPv6(pod);
        if (pod.HostNetwork)
        {
            Dns.Remove(pod);
        }
        else if (_podsByAddress.IsValueCreated)
        {
            _podsByAddress.Value.Remove(pod);
        }

        var pods = _classes.Find(pod)!;
        if (pods.Pods.Count > 1)
        {
            pods.Remove(pod);
            return;
        }

        Drop(pods);
        Leave(pods.Namespace);
    }

    /// <summary>A pod that was added has changed.</summary>
    public void Replace(Pod pod, Pod by)
    {
        // Most changes of a pod are of its status, and say nothing new about who can reach it.
        if (!pod.IsTerminal && !by.IsTerminal && pod.HostNetwork == by.HostNetwork && pod.Addresses.AsSpan().SequenceEqual(by.Addresses.AsSpan())
            && pod.LocalDnsAddresses.AsSpan().SequenceEqual(by.LocalDnsAddresses.AsSpan())
            && _classes.Find(pod) is { } pods && ReferenceEquals(_classes.Find(by), pods))
        {
            pods.Replace(pod, by);
            if (!pod.HostNetwork && _podsByAddress.IsValueCreated)
            {
                _podsByAddress.Value.Remove(pod);
                _podsByAddress.Value.Add(by);
            }

            return;
        }

        Remove(pod);
        Add(by);
    }

    /// <summary>Policies are gone, new, or both: what has changed is removed and added.</summary>
    /// <param name="removed">Policies that were added.</param>
    /// <param name="added">Policies that are there now.</param>
    public void Change(IReadOnlyCollection<NetworkPolicy> removed, IReadOnlyCollection<NetworkPolicy> added)
    {
        foreach (var policy in removed)
        {
            Entry(policy.Key.Namespace).Remove(policy);
            _usesOfIPv6 -= BlocksOf(policy.Spec).Count(IsIPv6);
        }

        foreach (var policy in added)
        {
            Entry(policy.Key.Namespace).Add(policy);
            _usesOfIPv6 += BlocksOf(policy.Spec).Count(IsIPv6);
        }

        foreach (var place in removed.Concat(added).GroupBy(policy => policy.Key.Namespace))
        {
            Govern(_namespaces[place.Key], [.. place]);
            Leave(_namespaces[place.Key]);
        }

        if (_selectors.IsValueCreated)
        {
            removed.ToList().ForEach(_selectors.Value.Remove);
            added.ToList().ForEach(_selectors.Value.Add);
        }

        if (_cutsAtPolicies)
        {
            Recut(added.SelectMany(policy => BlocksOf(policy.Spec)), removed.SelectMany(policy => BlocksOf(policy.Spec)));
        }
    }

    /// <summary>Who is isolated in a direction, by which policies.</summary>
    internal Governance Governance(Direction direction) => (direction == Direction.Ingress ? _ingress : _egress).Value;

    /// <summary>The classes with an address in a block, which must be one of a policy or one that was asked about.</summary>
    internal IEnumerable<PodClass> In(IpBlock block) => _classes.Cells.In(block);

    /// <summary>The class of the pod with an address; null when it is no pod's. A pod on its way out gives way to its successor.</summary>
    internal PodClass? At(IpAddress address) => _podsByAddress.Value.At(address) is { } pod ? _classes.Find(pod) : null;

    /// <summary>Classes whose labels meet the selector's rarest requirement; null when all must be looked at.</summary>
    internal IReadOnlyList<PodClass>? Candidates(LabelSelector pods) => _classes.Candidates(pods);

    private static bool IsIPv6(IpBlock block) => block.Cidr.Family == IpFamily.IPv6;

    private static int UsesOfIPv6(Pod pod)
    {
        var uses = 0;
        foreach (var address in pod.Addresses)
        {
            uses += address.Family == IpFamily.IPv6 ? 1 : 0;
        }

        return uses;
    }

    private void Put(Pod pod)
    {
        var entry = Entry(pod.Key.Namespace);
        if (_classes.Find(pod) is { } pods)
        {
            pods.Add(pod);
        }
        else
        {
            pods = _classes.Make(entry, pod);
            entry.Add(pods);
            if (!pod.HostNetwork)
            {
                pods.Govern();
                ForEachGovernance(governance => governance.Add(pods));
            }
        }

        if (!pod.HostNetwork)
        {
            entry.Widen(pod);
        }
    }

    private void Drop(PodClass pods)
    {
        if (!pods.HostNetwork)
        {
            ForEachGovernance(governance => governance.Remove(pods));
        }

        pods.Namespace.Remove(pods);
        _classes.Drop(pods);
    }

    // Pods that none of the changed policies select keep what governs them.
    private void Govern(NamespaceEntry entry, List<NetworkPolicy> changed)
    {
        foreach (var pods in entry.Classes)
        {
            if (changed.Exists(policy => policy.Spec.PodSelector.Matches(pods.Labels)))
            {
                ForEachGovernance(governance => governance.Remove(pods));
                pods.Govern();
                ForEachGovernance(governance => governance.Add(pods));
            }
        }
    }

    private void Recut(IEnumerable<IpBlock> added, IEnumerable<IpBlock> removed)
    {
        foreach (var pods in _classes.Cells.Recut(added, removed))
        {
            if (!_classes.Rehome(pods))
            {
                Drop(pods);
                foreach (var pod in pods.Pods)
                {
                    Put(pod);
                }
            }
        }
    }

    private void ForEachGovernance(Action<Governance> act)
    {
        if (_ingress.IsValueCreated)
        {
            act(_ingress.Value);
        }

        if (_egress.IsValueCreated)
        {
            act(_egress.Value);
        }
    }

    private Governance Governed(Direction direction)
    {
        var governance = new Governance(direction);
        foreach (var pods in Classes)
        {
            governance.Add(pods);
        }

        return governance;
    }

    private PodDirectory PodsByAddress()
    {
        var directory = new PodDirectory();
        foreach (var pod in Classes.SelectMany(pods => pods.Pods))
        {
            directory.Add(pod);
        }

        return directory;
    }

    private NamespaceEntry Entry(string name)
    {
        if (!_namespaces.TryGetValue(name, out var entry))
        {
            _namespaces[name] = entry = new NamespaceEntry(Namespace.Named(name));
            _namespacesByLabel.Add(entry.Namespace.Labels, entry);
        }

        return entry;
    }

    private void Leave(NamespaceEntry entry)
    {
        if (entry is { IsKnown: false, IsEmpty: true })
        {
            _namespaces.Remove(entry.Name);
            _namespacesByLabel.Remove(entry.Namespace.Labels, entry);
        }
    }
}
