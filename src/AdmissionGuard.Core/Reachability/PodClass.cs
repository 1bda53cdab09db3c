using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Pods that no selector, named port or address block can tell apart: one workload, the same labels, ports and DNS settings. What holds
/// for one of them holds for all, so the simulation works on classes and a cluster of 150,000 pods costs what its workloads cost.
/// </summary>
public sealed class PodClass
{
    private readonly List<Pod> _pods;

    internal PodClass(NamespaceEntry entry, Pod first, PodCells cells = default)
    {
        Namespace = entry;
        _pods = [first];

        // Reviews walk over every class of a large cluster: what they look at lies in the class itself.
        (Labels, Ports, Workload, Dns) = (first.Labels, first.Ports, first.Workload, first.Dns);
        (IsTerminating, IsHypothetical, HostNetwork) = (first.IsTerminating, first.IsHypothetical, first.HostNetwork);
        Cells = cells;
    }

    /// <summary>The namespace of its pods.</summary>
    public NamespaceEntry Namespace { get; }

    /// <summary>Its pods, one at least.</summary>
    public IReadOnlyList<Pod> Pods => _pods;

    /// <summary>Any of its pods: they differ in nothing that counts.</summary>
    public Pod Any => _pods[0];

    /// <summary>The labels of its pods.</summary>
    public Labels Labels { get; }

    /// <summary>The ports that its pods declare.</summary>
    public ContainerPorts Ports { get; }

    /// <summary>How its pods resolve names.</summary>
    public PodDns Dns { get; }

    /// <summary>The workload of its pods.</summary>
    public Workload Workload { get; }

    /// <summary>Its place in the index, from 0; negative for pods on their node's network and pods that are in no index.</summary>
    internal int Ordinal { get; set; } = -1;

    /// <summary>The classes of its workload in the index, with a number for it; that of no workload for classes that are in no index.</summary>
    internal WorkloadClasses Siblings { get; set; } = WorkloadClasses.None;

    /// <summary>The number of its workload in the index, from 0; negative for classes that are in no index.</summary>
    internal int WorkloadOrdinal => Siblings.Ordinal;

    /// <summary>Its places in pools, by direction.</summary>
    internal PoolPlace[] Places { get; } = new PoolPlace[2];

    /// <summary>Where its pods' addresses lie.</summary>
    internal PodCells Cells { get; set; }

    /// <summary>Its pods are being deleted: they can gain and lose nothing.</summary>
    public bool IsTerminating { get; }

    /// <summary>No such pod runs: it stands for pods that a policy is meant for.</summary>
    public bool IsHypothetical { get; }

    /// <summary>Its pods use their node's network: no policy isolates them.</summary>
    internal bool HostNetwork { get; }

    /// <summary>The policies that isolate its pods for ingress.</summary>
    public PolicySet Ingress { get; private set; } = PolicySet.Empty;

    /// <summary>The policies that isolate its pods for egress.</summary>
    public PolicySet Egress { get; private set; } = PolicySet.Empty;

    /// <summary>The policies that isolate its pods in a direction.</summary>
    public PolicySet Policies(Direction direction) => direction == Direction.Ingress ? Ingress : Egress;

    /// <summary>How many connections from pod to pod a pair of classes stands for; a pod's connection to itself is none.</summary>
    public static long Pairs(PodClass from, PodClass to) =>
        (long)from._pods.Count * (ReferenceEquals(from, to) ? from._pods.Count - 1 : to._pods.Count);

    /// <summary>The pool of a direction that it is in; null when it is in none.</summary>
    internal PodPool? PoolIn(Direction direction) => Places[(int)direction].Pool;

    /// <summary>Looks anew which policies of its namespace isolate its pods.</summary>
    internal void Govern() =>
        (Ingress, Egress) = (Namespace.Govern(Labels, Direction.Ingress), Namespace.Govern(Labels, Direction.Egress));

    internal void Add(Pod pod)
    {
        _pods.Add(pod);
        Resize(1);
    }

    internal void Remove(Pod pod)
    {
        _pods.RemoveAt(PlaceOf(pod));
        Resize(-1);
    }

    internal void Replace(Pod pod, Pod by) => _pods[PlaceOf(pod)] = by;

    private void Resize(int step)
    {
        foreach (var place in IsHypothetical ? [] : Places)
        {
            place.Pool?.Resize(step);
        }
    }

    // Records compare by content, which is long.
    private int PlaceOf(Pod pod)
    {
        for (var i = 0; i < _pods.Count; i++)
        {
            if (ReferenceEquals(_pods[i], pod))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"{pod.Key} is not in the class {this}");
    }

    /// <summary>The workload and how many pods.</summary>
    public override string ToString() => $"{Workload} x{_pods.Count}";
}
