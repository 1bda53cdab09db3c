using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>For whom a cluster's wire works: what its NodeProbes are called, and until when they mean anything.</summary>
internal sealed record WireOrder
{
    /// <summary>The check.</summary>
    public required ObjectKey Check { get; init; }

    /// <summary>Tells this run of the check from all others: small letters and digits.</summary>
    public required string Run { get; init; }

    /// <summary>The companion's own namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Until when agents do anything for it.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>For how long a destination is watched after the first packet: what evidence says of it.</summary>
    public required TimeSpan Watched { get; init; }

    /// <summary>Told in one line what an operator may want to know.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>The NodeProbe of a node.</summary>
    public ObjectKey KeyOf(string node) => new(Namespace, $"{Run}-{NodeLabel.Short(node)}");

    /// <summary>The metadata of a node's NodeProbe.</summary>
    public ObjectMeta MetadataOf(string node)
    {
        var key = KeyOf(node);
        return new ObjectMeta
        {
            Namespace = key.Namespace,
            Name = key.Name,
            Labels = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty
                .Add(ProbeKinds.NodeLabel, NodeLabel.Of(node)).Add(ProbeKinds.RunLabel, Run),
        };
    }
}
