using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// A cluster made ready for questions: pods grouped into classes, each with the policies that govern it, and found by label. It is kept up
/// to date by events, each of which costs what it touches. Many threads may ask at once; while it changes nobody may ask, and what an
/// answer leaves to be worked out later must be worked out before the next change.
/// </summary>
public sealed partial class ClusterIndex
{
    // A policy whose blocks were asked about is usually stored a moment later, and whoever is refused tries again.
    private const int MostAsked = 64;

    private readonly NamespaceEntries _namespaces = new();
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
        _selectors = new Lazy<SelectorCatalogue>(() => SelectorCatalogue.Of(_namespaces.All.SelectMany(entry => entry.Policies)));
        _podsByAddress = new Lazy<PodDirectory>(PodsByAddress);
    }

    /// <summary>Every namespace.</summary>
    public IReadOnlyCollection<NamespaceEntry> Namespaces => _namespaces.All;

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

    /// <summary>Whom the API server calls.</summary>
    internal CalloutDirectory Callouts { get; } = new();

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
        index.Add(state);
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
    public NamespaceEntry? Find(string name) => _namespaces.Find(name);

    /// <summary>Every class of a workload's pods.</summary>
    public IReadOnlyList<PodClass> ClassesOf(Workload workload) => _classes.Of(workload);

    /// <summary>The namespaces that a selector matches.</summary>
    public List<NamespaceEntry> Select(LabelSelector namespaces) => _namespaces.Select(namespaces);

    /// <summary>Who is isolated in a direction, by which policies.</summary>
    internal Governance Governance(Direction direction) => (direction == Direction.Ingress ? _ingress : _egress).Value;

    /// <summary>The classes with an address in a block, which must be one of a policy or one that was asked about.</summary>
    internal IEnumerable<PodClass> In(IpBlock block) => _classes.Cells.In(block);

    /// <summary>Whether <see cref="In"/> can be asked about a block.</summary>
    internal bool Holds(IpBlock block) => _classes.Cells.Holds(block);

    /// <summary>The class of the pod with an address; null when it is no pod's. A pod on its way out gives way to its successor.</summary>
    internal PodClass? At(IpAddress address) => _podsByAddress.Value.At(address) is { } pod ? _classes.Find(pod) : null;

    /// <summary>Classes whose labels meet the selector's rarest requirement; null when all must be looked at.</summary>
    internal IReadOnlyList<PodClass>? Candidates(LabelSelector pods) => _classes.Candidates(pods);
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
}
