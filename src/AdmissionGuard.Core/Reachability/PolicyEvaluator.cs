using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Reads policies for one question or one listing. Keeps what it has worked out, so it must not outlive a change of the index.
/// </summary>
/// <param name="index">The cluster.</param>
/// <param name="extra">Classes that are not in the index: pods that do not run but stand for those a policy is meant for.</param>
/// <param name="ipBlockMatchesPods">The reading of ipBlock: whether it covers pod addresses depends on the CNI.</param>
/// <param name="pulse">Called now and then while much is worked out; what it throws ends it.</param>
internal sealed class PolicyEvaluator(ClusterIndex index, IReadOnlyList<PodClass> extra, bool ipBlockMatchesPods, Action? pulse = null)
{
    private readonly RulePorts _ports = new();
    private readonly Dictionary<(PolicyRule Rule, NamespaceEntry Owner), List<PodClass>> _singledOut = new(RuleInNamespace.ByReference);
    private readonly Dictionary<(PolicySet Set, Direction Direction, ContainerPorts? Ports), Allowance> _allowances = [];

    /// <summary>
    /// An ipBlock was held against pods and may hold some of them, so that the other reading may answer otherwise. While this is false both
    /// readings agree.
    /// </summary>
    public bool MetBlocks { get; private set; }

    /// <summary>
    /// The ports of pods, where they make a difference to what policies of these pods allow: ingress rules that name ports mean other numbers
    /// on pods that declare others. Null where pods are alike whatever ports they declare.
    /// </summary>
    public static ContainerPorts? PortsThatMatter(ContainerPorts ports, Direction direction, params ReadOnlySpan<PolicySet> sets)
    {
        foreach (var set in sets)
        {
            foreach (var policy in set.Policies)
            {
                if (PortsThatMatter(ports, direction, policy.Spec.Rules(direction)) is not null)
                {
                    return ports;
                }
            }
        }

        return null;
    }

    /// <inheritdoc cref="PortsThatMatter(ContainerPorts, Direction, ReadOnlySpan{PolicySet})"/>
    public static ContainerPorts? PortsThatMatter(ContainerPorts ports, Direction direction, ImmutableArray<PolicyRule> rules) =>
        direction == Direction.Ingress && rules.Any(RulePorts.HasNames) ? ports : null;

    /// <summary>What policies of pods allow between them (the near end) and one class (the far end).</summary>
    public ConnectionSet Between(PolicySet set, Direction direction, NamespaceEntry owner, ContainerPorts nearPorts, PodClass far)
    {
        if (!set.Isolates)
        {
            return ConnectionSet.All;
        }

        // "Network policies do not conflict; they are additive": what any rule of any of them allows is allowed.
        var result = ConnectionSet.None;
        foreach (var policy in set.Policies)
        {
            foreach (var rule in policy.Spec.Rules(direction))
            {
                if (Matches(rule, owner, far))
                {
                    result = result.Union(_ports.On(rule, direction == Direction.Ingress ? nearPorts : far.Ports));
                }
            }
        }

        return result;
    }

    /// <summary>What policies of pods allow between them and everything else.</summary>
    public Allowance Of(PolicySet set, Direction direction, NamespaceEntry owner, ContainerPorts nearPorts)
    {
        if (!set.Isolates)
        {
            return Allowance.Everything;
        }

        var key = (set, direction, PortsThatMatter(nearPorts, direction, set));
        if (!_allowances.TryGetValue(key, out var allowance))
        {
            _allowances[key] = allowance = Compute(set, direction, owner, nearPorts);
        }

        return allowance;
    }

    /// <summary>
    /// Whether policies can allow anything between the pods they govern and those of another namespace, as far as namespaces tell.
    /// </summary>
    public bool CanReach(PolicySet set, Direction direction, NamespaceEntry owner, NamespaceEntry target)
    {
        if (!set.Isolates)
        {
            return true;
        }

        foreach (var policy in set.Policies)
        {
            foreach (var rule in policy.Spec.Rules(direction))
            {
                if (rule.Peers.IsEmpty)
                {
                    return true;
                }

                foreach (var peer in rule.Peers)
                {
                    MetBlocks |= peer.IpBlock is { } block && target.CanHold(block.Cidr);
                    if (PeerSelection.CanReach(peer, owner, target, ipBlockMatchesPods))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>The classes that a rule's peers single out, each once; nothing for peers that mean every pod.</summary>
    public IReadOnlyList<PodClass> SingledOut(PolicyRule rule, NamespaceEntry owner)
    {
        if (!_singledOut.TryGetValue((rule, owner), out var found))
        {
            _singledOut[(rule, owner)] = found = Find(rule, owner);
        }

        return found;
    }

    /// <summary>Whether a rule means every pod of the cluster.</summary>
    // "If this field [from, to] is empty or missing, this rule matches all sources" (or destinations).
    public static bool MeansEveryPod(PolicyRule rule) => rule.Peers.IsEmpty || rule.Peers.Any(PeerSelection.IsEveryPod);

    private List<PodClass> Find(PolicyRule rule, NamespaceEntry owner)
    {
        var found = new List<PodClass>();
        foreach (var peer in rule.Peers)
        {
            pulse?.Invoke();
            MetBlocks |= peer.IpBlock is { } block
                && (index.In(block).Any() || extra.Any(pods => PeerSelection.Matches(peer, owner, pods, ipBlockMatchesPods: true)));
            if (!PeerSelection.IsEveryPod(peer))
            {
                found.AddRange(PeerSelection.Select(peer, owner, index, ipBlockMatchesPods));
                found.AddRange(extra.Where(pods => PeerSelection.Matches(peer, owner, pods, ipBlockMatchesPods)));
            }
        }

        return rule.Peers.Length == 1 ? found : [.. found.Distinct()];
    }

    private bool Matches(PolicyRule rule, NamespaceEntry owner, PodClass far)
    {
        if (rule.Peers.IsEmpty)
        {
            return true;
        }

        // "Items in this list are combined using a logical OR operation."
        foreach (var peer in rule.Peers)
        {
            MetBlocks |= peer.IpBlock is not null && PeerSelection.Matches(peer, owner, far, ipBlockMatchesPods: true);
            if (PeerSelection.Matches(peer, owner, far, ipBlockMatchesPods))
            {
                return true;
            }
        }

        return false;
    }

    private Allowance Compute(PolicySet set, Direction direction, NamespaceEntry owner, ContainerPorts nearPorts)
    {
        var everyPod = ConnectionSet.None;
        var some = new Dictionary<PodClass, ConnectionSet>();
        var external = new List<ExternalEntry>();
        foreach (var rule in set.Policies.SelectMany(policy => policy.Spec.Rules(direction)))
        {
            pulse?.Invoke();
            var namesOnFarEnd = direction == Direction.Egress && RulePorts.HasNames(rule);
            var connections = _ports.On(rule, direction == Direction.Ingress ? nearPorts : null);
            AddExternal(rule, connections, external);
            if (!MeansEveryPod(rule))
            {
                foreach (var pods in SingledOut(rule, owner))
                {
                    Add(pods, namesOnFarEnd ? _ports.On(rule, pods.Ports) : connections);
                }

                continue;
            }

            everyPod = everyPod.Union(connections);
            if (namesOnFarEnd)
            {
                foreach (var pods in index.Classes.Concat(extra))
                {
                    Add(pods, _ports.On(rule, pods.Ports));
                }
            }
        }

        return new Allowance(everyPod, some, ExternalMap.From(external, pulse));

        void Add(PodClass pods, ConnectionSet connections)
        {
            if (!connections.IsEmpty)
            {
                some[pods] = some.TryGetValue(pods, out var before) ? before.Union(connections) : connections;
            }
        }
    }

    private static void AddExternal(PolicyRule rule, ConnectionSet connections, List<ExternalEntry> external)
    {
        if (connections.IsEmpty)
        {
            return;
        }

        if (rule.Peers.IsEmpty)
        {
            external.Add(new ExternalEntry(IpRange.Everything(IpFamily.IPv4), connections));
            external.Add(new ExternalEntry(IpRange.Everything(IpFamily.IPv6), connections));
        }

        foreach (var peer in rule.Peers)
        {
            foreach (var range in peer.IpBlock?.Ranges() ?? [])
            {
                external.Add(new ExternalEntry(range, connections));
            }
        }
    }
}
