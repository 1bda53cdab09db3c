using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>What a policy's old ingress rules admitted, held against what all policies admit now.</summary>
internal sealed class AdmissionLoss(WorkloadNames names)
{
    /// <summary>Whether anything is lost.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether any of it is still admitted.</summary>
    public bool AnythingKept { get; private set; }

    /// <summary>Whether addresses outside the cluster are shut out.</summary>
    public bool FromOutside { get; private set; }

    /// <summary>The ports of what is lost.</summary>
    public ConnectionSet Connections { get; private set; } = ConnectionSet.None;

    /// <summary>Pods that are shut out.</summary>
    public WorkloadTally Sources { get; } = names.NewTally();

    /// <summary>Pods that they are shut out from.</summary>
    public WorkloadTally Targets { get; } = names.NewTally();

    /// <summary>The targets.</summary>
    public PodClassSet Pods { get; } = new();

    /// <summary>Counts what one source was admitted to and is.</summary>
    public void Count(PodClass source, PodClass target, ConnectionSet admitted, ConnectionSet admits)
    {
        if (Add(target, admitted, admits))
        {
            Sources.Add(source);
        }
    }

    /// <summary>Counts what addresses outside the cluster were admitted to and are.</summary>
    public void CountOutside(PodClass target, ConnectionSet admitted, ConnectionSet admits) => FromOutside |= Add(target, admitted, admits);

    private bool Add(PodClass target, ConnectionSet admitted, ConnectionSet admits)
    {
        var lost = admitted.Except(admits);
        AnythingKept |= !admitted.Intersect(admits).IsEmpty;
        if (lost.IsEmpty)
        {
            return false;
        }

        Any = true;
        Connections = Connections.Union(lost);
        Targets.Add(target);
        Pods.Add(target);
        return true;
    }
}
