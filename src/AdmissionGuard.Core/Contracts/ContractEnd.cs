using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Contracts;

/// <summary>One end of a contract line: a workload or a part of one, pods by their labels, or addresses outside the cluster.</summary>
public sealed record ContractEnd
{
    private ContractEnd()
    {
    }

    /// <summary>The workload; null when pods are meant by labels, or addresses.</summary>
    public Workload? Workload { get; private init; }

    /// <summary>The namespaces whose pods are meant; null when a workload or addresses are.</summary>
    public LabelSelector? Namespaces { get; private init; }

    /// <summary>Which of the pods are meant.</summary>
    public LabelSelector Pods { get; private init; } = LabelSelector.Everything;

    /// <summary>The addresses; null when pods are meant.</summary>
    public IpRange? Range { get; private init; }

    /// <summary>A workload, or the part of it with some labels.</summary>
    public static ContractEnd Of(Workload workload, LabelSelector part) => new() { Workload = workload, Pods = part };

    /// <summary>Pods by labels, those of their namespaces and their own.</summary>
    public static ContractEnd Of(LabelSelector namespaces, LabelSelector pods) => new() { Namespaces = namespaces, Pods = pods };

    /// <summary>Addresses outside the cluster.</summary>
    public static ContractEnd Of(IpRange range) => new() { Range = range };

    /// <summary>Whether pods are meant.</summary>
    public bool Matches(PodClass pods) => Range is null
        && (Workload is null ? Namespaces!.Matches(pods.Namespace.Namespace.Labels) : Workload == pods.Workload)
        && Pods.Matches(pods.Labels);

    /// <summary>The classes of a cluster that are meant; none when addresses are.</summary>
    internal IEnumerable<PodClass> In(ClusterIndex index) => Range is not null
        ? []
        : (Workload is null ? index.Select(Namespaces!).SelectMany(entry => entry.Classes) : index.ClassesOf(Workload))
            .Where(pods => !pods.IsTerminating && !pods.IsHypothetical && Pods.Matches(pods.Labels));

    /// <summary>Whether this end is a part of another, as far as both say it themselves; what only a cluster could tell counts as no.</summary>
    internal bool IsWithin(ContractEnd other)
    {
        if (Range is not null || other.Range is not null)
        {
            return Range is { } own && other.Range is { } others && others.Contains(own);
        }

        var arePodsWithin = IsWithin(Pods, other.Pods);
        return other.Workload is not null
            ? other.Workload == Workload && arePodsWithin
            : IsWithin(Namespaces ?? LabelSelector.MatchLabels((Namespace.NameLabel, Workload!.Namespace)), other.Namespaces!)
                && (Workload is null ? arePodsWithin : arePodsWithin || other.Pods.IsEmpty);
    }

    // More requirements select fewer.
    private static bool IsWithin(LabelSelector narrow, LabelSelector wide) => wide.Requirements.All(narrow.Requirements.Contains);

    /// <summary>As a contract names it.</summary>
    public override string ToString() => this switch
    {
        { Range: { } range } => range.ToString(),
        { Workload: { } workload } => Pods.IsEmpty ? workload.ToString() : $"{workload}{{{string.Join(',', Pods.Requirements)}}}",
        _ => $"{(Pods.IsEmpty ? "all pods" : $"pods \"{Pods}\"")} of {(Namespaces!.IsEmpty ? "all namespaces" : $"namespaces \"{Namespaces}\"")}",
    };
}
