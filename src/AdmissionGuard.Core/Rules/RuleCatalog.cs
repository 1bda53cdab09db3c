using System.Collections.Immutable;

namespace AdmissionGuard.Core.Rules;

/// <summary>Every rule, the gravest first: the order in which findings are shown.</summary>
public static class RuleCatalog
{
    /// <summary>The rules.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        IngressRulesRemoved.Rule,
        DnsBlocked.Rule,
        SelfLockout.Rule,
        ContractBroken.Rule,
        HostNetworkTarget.Rule,
        RulesIgnoredByPolicyTypes.Rule,
        IsolationStarts.Rule,
        IsolationEnds.Rule,
        ConnectionsLost.Rule,
        NamespaceScopeMissing.Rule,
        PeerNotNamespaceScoped.Rule,
        PeersJoinedByOr.Rule,
        ExposedToWorld.Rule,
        SelectsNoPods.Rule,
        PeerMatchesNothing.Rule,
        PortNotExposed.Rule,
    ];
}
