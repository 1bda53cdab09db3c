using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// All classes of a cluster, found by what their pods are, by label, by workload and by address. Pods on their node's network are found by
/// what they are alone: nothing else asks for them.
/// </summary>
internal sealed class PodClasses
{
    private readonly HashSet<PodClass> _known = new(SamePods.Instance);
    private readonly List<PodClass> _all = [];
    private readonly LabelIndex<PodClass> _byLabel = new();
    private readonly Dictionary<Workload, WorkloadClasses> _byWorkload = [];
    private readonly Stack<int> _freeWorkloads = [];

    /// <summary>Every class that policies can apply to; a class's ordinal is its place.</summary>
    public IReadOnlyList<PodClass> All => _all;

    /// <summary>Where addresses are cut.</summary>
    public AddressCells Cells { get; } = new();

    /// <summary>The class that a pod belongs to; null when there is none yet.</summary>
    public PodClass? Find(Pod pod) =>
        _known.GetAlternateLookup<PodIdentity>().TryGetValue(new PodIdentity(pod, CellsOf(pod)), out var found) ? found : null;

    /// <summary>The classes of a workload.</summary>
    public IReadOnlyList<PodClass> Of(Workload workload) => _byWorkload.GetValueOrDefault(workload, WorkloadClasses.None);

    /// <summary>Classes whose labels meet the selector's rarest requirement; null when all must be looked at.</summary>
    public IReadOnlyList<PodClass>? Candidates(LabelSelector pods) => _byLabel.Candidates(pods);

    /// <summary>A class for a pod that <see cref="Find"/> finds none for.</summary>
    public PodClass Make(NamespaceEntry entry, Pod first)
    {
        var pods = new PodClass(entry, first, CellsOf(first));
        _known.Add(pods);
        if (pods.HostNetwork)
        {
            return pods;
        }

        pods.Ordinal = _all.Count;
        _all.Add(pods);
        _byLabel.Add(pods.Labels, pods);
        pods.Cells.Add(pods);
        if (!_byWorkload.TryGetValue(pods.Workload, out var siblings))
        {
            var ordinal = _freeWorkloads.TryPop(out var free) ? free : _byWorkload.Count;
            _byWorkload[pods.Workload] = siblings = new WorkloadClasses(ordinal);
        }

        pods.Siblings = siblings;
        siblings.Add(pods);
        return pods;
    }

    /// <summary>Takes a class out.</summary>
    public void Drop(PodClass pods)
    {
        _known.Remove(pods);
        if (pods.HostNetwork)
        {
            return;
        }

        var last = _all[^1];
        _all[pods.Ordinal] = last;
        last.Ordinal = pods.Ordinal;
        _all.RemoveAt(_all.Count - 1);
        _byLabel.Remove(pods.Labels, pods);
        pods.Cells.Remove(pods);
        var siblings = _byWorkload[pods.Workload];
        siblings.Remove(pods);
        if (siblings.Count == 0)
        {
            _byWorkload.Remove(pods.Workload);
            _freeWorkloads.Push(siblings.Ordinal);
        }
    }

    /// <summary>
    /// Puts a class where its addresses lie since the cells were cut anew. False when its pods no longer belong together, or belong to
    /// another class: then they must be put in their places one by one.
    /// </summary>
    public bool Rehome(PodClass pods)
    {
        var cells = CellsOf(pods.Any);
        if (pods.Pods.Any(pod => CellsOf(pod) != cells))
        {
            return false;
        }

        if (cells == pods.Cells)
        {
            return true;
        }

        if (Find(pods.Any) is not null)
        {
            return false;
        }

        _known.Remove(pods);
        pods.Cells.Remove(pods);
        pods.Cells = cells;
        cells.Add(pods);
        _known.Add(pods);
        return true;
    }

    // No block matches a pod that has its node's address.
    private PodCells CellsOf(Pod pod) => pod.HostNetwork ? default : Cells.Of(pod);

    private readonly record struct PodIdentity(Pod Pod, PodCells Cells);

    private sealed class SamePods : IEqualityComparer<PodClass>, IAlternateEqualityComparer<PodIdentity, PodClass>
    {
        public static SamePods Instance { get; } = new();

        public bool Equals(PodClass? x, PodClass? y) => ReferenceEquals(x, y);

        public int GetHashCode(PodClass obj) => HashCode.Combine(obj.Labels, obj.Workload, obj.Cells, obj.IsTerminating);

        public bool Equals(PodIdentity alternate, PodClass other) =>
            alternate.Cells == other.Cells && alternate.Pod.HostNetwork == other.HostNetwork
            && alternate.Pod.IsTerminating == other.IsTerminating && alternate.Pod.IsHypothetical == other.IsHypothetical
            && alternate.Pod.Workload.Equals(other.Workload) && alternate.Pod.Labels.Equals(other.Labels)
            && alternate.Pod.Ports.Equals(other.Ports) && alternate.Pod.Dns.Equals(other.Dns);

        public int GetHashCode(PodIdentity alternate) =>
            HashCode.Combine(alternate.Pod.Labels, alternate.Pod.Workload, alternate.Cells, alternate.Pod.IsTerminating);

        public PodClass Create(PodIdentity alternate) => throw new NotSupportedException("a class is made with its namespace");
    }
}
