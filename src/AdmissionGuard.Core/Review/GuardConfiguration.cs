using System.Collections.Immutable;
using AdmissionGuard.Core.Contracts;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>How a cluster wants its changes reviewed.</summary>
public sealed record GuardConfiguration
{
    /// <summary>The configuration of a cluster that has none.</summary>
    public static GuardConfiguration Default { get; } = new();

    /// <summary>Actions that differ from a rule's own, by the rule's id.</summary>
    public ImmutableDictionary<string, RuleActions> Actions { get; init; } = ImmutableDictionary<string, RuleActions>.Empty;

    /// <summary>The Services that resolve the cluster's names; those that do not exist are passed over.</summary>
    public ImmutableArray<ObjectKey> DnsServices { get; init; } = [new("kube-system", "kube-dns"), new("openshift-dns", "dns-default")];

    /// <summary>
    /// Whether the CNI matches ipBlock against pod addresses (Calico, Antrea, OVN-Kubernetes, kube-router, kindnet: yes; Cilium: no);
    /// null: not known, and both are looked at.
    /// </summary>
    public bool? IpBlockMatchesPods { get; init; }

    /// <summary>What has to be able to talk and what must not be; null when nobody has said so.</summary>
    public ConnectivityContract? Contract { get; init; }

    /// <summary>What becomes of a rule's findings for an operation, before anything weakens it; null when the rule is off.</summary>
    public Verdict? ActionOf(Rule rule, Operation operation) =>
        (Actions.TryGetValue(rule.Id, out var actions) ? actions : rule.Actions).For(operation);
}
