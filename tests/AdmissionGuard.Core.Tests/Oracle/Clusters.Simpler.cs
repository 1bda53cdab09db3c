using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <content>Simpler clusters, tried in turn when a property fails: the same with one thing left out.</content>
internal static partial class Clusters
{
    private static IEnumerable<ClusterState> Simpler(ClusterState cluster)
    {
        foreach (var policies in OneLess(cluster.Policies))
        {
            yield return cluster with { Policies = policies };
        }

        foreach (var pods in OneLess(cluster.Pods))
        {
            yield return cluster with { Pods = pods };
        }

        if (!cluster.Nodes.IsEmpty)
        {
            yield return cluster with { Nodes = [] };
        }

        var keys = cluster.Pods.Select(pod => pod.Key).Concat(cluster.Policies.Select(policy => policy.Key));
        var inUse = keys.Select(key => key.Namespace).ToHashSet();
        if (cluster.Namespaces.Length > 1 && cluster.Namespaces.FirstOrDefault(candidate => !inUse.Contains(candidate.Name)) is { } unused)
        {
            yield return cluster with { Namespaces = cluster.Namespaces.Remove(unused) };
        }

        foreach (var policy in cluster.Policies)
        {
            foreach (var spec in Simpler(policy.Spec))
            {
                yield return cluster with { Policies = cluster.Policies.Replace(policy, policy with { Spec = spec }) };
            }
        }

        foreach (var pod in cluster.Pods)
        {
            foreach (var simpler in Simpler(pod))
            {
                yield return cluster with { Pods = cluster.Pods.Replace(pod, simpler) };
            }
        }
    }

    private static IEnumerable<ChangedCluster> Simpler(ChangedCluster changed)
    {
        if (changed.Change.New is { } spec)
        {
            foreach (var simpler in Simpler(spec))
            {
                yield return changed with { Change = changed.Change with { New = simpler } };
            }
        }

        foreach (var cluster in Simpler(changed.Before))
        {
            var old = cluster.Policies.FirstOrDefault(policy => policy.Key == changed.Change.Key)?.Spec;
            var home = cluster.Namespaces.Any(candidate => candidate.Name == changed.Change.Key.Namespace);
            if (home && old is null == changed.Change.Old is null)
            {
                yield return new ChangedCluster(cluster, changed.Change with { Old = old });
            }
        }
    }

    private static IEnumerable<PolicySpec> Simpler(PolicySpec spec) =>
    [
        .. OneLess(spec.Ingress).Select(rules => spec with { Ingress = rules }),
        .. OneLess(spec.Egress).Select(rules => spec with { Egress = rules }),
        .. spec.Ingress.SelectMany(Simpler, (rule, simpler) => spec with { Ingress = spec.Ingress.Replace(rule, simpler) }),
        .. spec.Egress.SelectMany(Simpler, (rule, simpler) => spec with { Egress = spec.Egress.Replace(rule, simpler) }),
        .. spec.PodSelector.IsEmpty ? [] : new[] { spec with { PodSelector = LabelSelector.Everything } },
    ];

    private static IEnumerable<PolicyRule> Simpler(PolicyRule rule) =>
    [
        .. OneLess(rule.Peers).Select(peers => rule with { Peers = peers }),
        .. OneLess(rule.Ports).Select(ports => rule with { Ports = ports }),
        .. rule.Peers.Where(peer => peer.IpBlock is not null).SelectMany(
            peer => OneLess(peer.IpBlock!.Except),
            (peer, except) => Instead(rule, peer, new PolicyPeer(IpBlock: peer.IpBlock! with { Except = except }))),
    ];

    private static PolicyRule Instead(PolicyRule rule, PolicyPeer peer, PolicyPeer other) =>
        rule with { Peers = rule.Peers.Replace(peer, other) };

    private static IEnumerable<Pod> Simpler(Pod pod)
    {
        if (!pod.Ports.Ports.IsEmpty)
        {
            yield return pod with { Ports = ContainerPorts.None };
        }

        if (!pod.Addresses.IsEmpty)
        {
            yield return pod with { Addresses = [] };
        }

        if (pod.Labels.Count > 0)
        {
            yield return pod with { Labels = Labels.Empty };
        }
    }

    private static IEnumerable<ImmutableArray<T>> OneLess<T>(ImmutableArray<T> items) =>
        Enumerable.Range(0, items.Length).Select(items.RemoveAt);
}
