using System.Text;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.DataPlane;

/// <summary>
/// A small CNI: policies become nftables rules in the forwarding path of each node, from the words of the API's documentation alone.
/// Packets between a node and its own pods are not forwarded, and so always pass.
/// </summary>
internal sealed class StandInCni(TestCluster cluster, IReadOnlyList<Namespace> namespaces)
{
    private readonly StandInPeers _peers = new(cluster.Pods, namespaces);

    /// <summary>Makes the rules of every node those of some policies, at once.</summary>
    public void Apply(IReadOnlyList<NetworkPolicy> policies, StandInMode mode)
    {
        for (var node = 1; node <= cluster.NodeCount; node++)
        {
            cluster.OnNode(node, $"nft -f - <<'END'\n{Ruleset(node, policies, mode)}END\n");
        }
    }

    private string Ruleset(int node, IReadOnlyList<NetworkPolicy> policies, StandInMode mode)
    {
        var enforced = mode == StandInMode.IgnoresEverything || (mode == StandInMode.RightOnOneNode && node > 1) ? [] : policies;
        var forward = new StringBuilder();
        var chains = new StringBuilder();
        foreach (var pod in cluster.Pods.Where(pod => pod.NodeNumber == node))
        {
            if (mode != StandInMode.IngressOnly)
            {
                Isolate(pod, Direction.Egress, enforced, mode, forward, chains);
            }

            if (mode != StandInMode.EgressOnly)
            {
                Isolate(pod, Direction.Ingress, enforced, mode, forward, chains);
            }
        }

        return $$"""
            flush ruleset
            table inet policies {
            {{chains}}chain forward {
            type filter hook forward priority 0; policy accept;
            ct state established,related accept
            {{(mode == StandInMode.BlocksEverything ? "drop\n" : "")}}{{forward}}}
            }
            {{(mode == StandInMode.TranslatesBetweenNodes ? Translation(node) : "")}}
            """;
    }

    // "By default, a pod is non-isolated"; it is isolated in a direction by every policy that selects it and has that policy type, and
    // "the effects of those network policies combine additively".
    private void Isolate(
        TestPod pod, Direction direction, IReadOnlyList<NetworkPolicy> policies, StandInMode mode, StringBuilder forward, StringBuilder chains)
    {
        var selecting = policies.Where(policy => policy.Key.Namespace == pod.Pod.Key.Namespace
            && StandInPeers.Matches(policy.Spec.PodSelector, pod.Pod.Labels) && HasType(policy.Spec, direction)).ToList();
        if (selecting.Count == 0)
        {
            return;
        }

        var chain = $"{(direction == Direction.Ingress ? "to" : "from")}-pod-{pod.Number}";
        chains.AppendLine($"chain {chain} {{");
        foreach (var policy in selecting)
        {
            foreach (var rule in direction == Direction.Ingress ? policy.Spec.Ingress : policy.Spec.Egress)
            {
                foreach (var line in new StandInRule(_peers, pod, policy.Key.Namespace, rule, direction, mode).Lines())
                {
                    chains.AppendLine($"{line} return");
                }
            }
        }

        chains.AppendLine(mode switch
        {
            StandInMode.Rejects => "reject with icmpx type port-unreachable",
            StandInMode.RejectsWithReset => "meta l4proto tcp reject with tcp reset\nreject with icmpx type admin-prohibited",
            _ => "drop",
        });
        chains.AppendLine("}");
        var end = direction == Direction.Ingress ? "daddr" : "saddr";
        forward.AppendLine($"ip {end} {pod.Address(IpFamily.IPv4)} jump {chain}");
        forward.AppendLine($"ip6 {end} {pod.Address(IpFamily.IPv6)} jump {chain}");
    }

    // "If no policyTypes are specified on a NetworkPolicy then by default Ingress will always be set and Egress will be set if the
    // NetworkPolicy has any egress rules."
    private static bool HasType(PolicySpec spec, Direction direction) => spec.PolicyTypes is { } types
        ? types.HasFlag(direction == Direction.Ingress ? PolicyTypes.Ingress : PolicyTypes.Egress)
        : direction == Direction.Ingress || spec.Egress.Length > 0;

    private string Translation(int node)
    {
        var rules = new StringBuilder();
        foreach (var pod in cluster.Pods.Where(pod => pod.NodeNumber == node))
        {
            rules.AppendLine($"oifname \"to-*\" ip saddr {pod.Address(IpFamily.IPv4)} snat ip to {pod.Alias(IpFamily.IPv4)}");
            rules.AppendLine($"oifname \"to-*\" ip6 saddr {pod.Address(IpFamily.IPv6)} snat ip6 to {pod.Alias(IpFamily.IPv6)}");
        }

        return $$"""
            table inet translation {
            chain postrouting {
            type nat hook postrouting priority 100; policy accept;
            {{rules}}}
            }

            """;
    }
}
