using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Review;

/// <summary>Makes changes out of manifests: what an apply or a replace of them would do to what is stored.</summary>
public static class ChangeSet
{
    /// <summary>The policies before and after, by namespace and name.</summary>
    /// <param name="cluster">What is stored.</param>
    /// <param name="manifests">The policies of the change, each key once.</param>
    /// <param name="deleted">The policies to delete; each is stored.</param>
    /// <param name="replace">The manifests replace what is stored, as <c>kubectl replace</c> does, instead of being applied.</param>
    public static ImmutableArray<PolicyChange> Of(
        ClusterState cluster, IEnumerable<NetworkPolicy> manifests, IEnumerable<ObjectKey> deleted, bool replace)
    {
        var stored = cluster.Policies.ToDictionary(policy => policy.Key);
        var changes = manifests.Select(manifest =>
        {
            var before = stored.GetValueOrDefault(manifest.Key);
            return new PolicyChange(manifest.Key, before, before is null || replace ? manifest : Applied(before, manifest));
        });
        return [.. changes.Concat(deleted.Select(key => new PolicyChange(key, stored[key], null))).OrderBy(change => change.Key)];
    }

    /// <summary>
    /// The cluster with the namespaces, workloads, Services and webhooks that the change brings along and the cluster does not have. Their
    /// pods are hypothetical: nothing that befalls them alone is denied.
    /// </summary>
    public static ClusterState With(ClusterState cluster, ClusterState change)
    {
        var namespaces = cluster.Namespaces.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var workloads = cluster.Pods.Where(pod => !(pod.IsTerminal && pod.IsRepresentative)).Select(pod => pod.Workload).ToHashSet();
        var services = cluster.Services.Select(service => service.Key).ToHashSet();
        var callouts = cluster.Callouts.Select(callout => (callout.Kind, callout.Name)).ToHashSet();
        return cluster with
        {
            Namespaces = [.. cluster.Namespaces, .. change.Namespaces.Where(item => !namespaces.Contains(item.Name))],
            Pods = [.. cluster.Pods, .. change.Pods.Where(pod => !workloads.Contains(pod.Workload)).Select(pod => pod with { IsHypothetical = true })],
            Services = [.. cluster.Services, .. change.Services.Where(service => !services.Contains(service.Key))],
            Callouts = [.. cluster.Callouts, .. change.Callouts.Where(callout => !callouts.Contains((callout.Kind, callout.Name)))],
        };
    }

    /// <summary>The cluster as it will be.</summary>
    public static ClusterState Final(ClusterState cluster, IReadOnlyList<PolicyChange> changes)
    {
        var changed = changes.Select(change => change.Key).ToHashSet();
        return cluster with
        {
            Policies =
            [
                .. cluster.Policies.Where(policy => !changed.Contains(policy.Key)),
                .. changes.Select(change => change.After).OfType<NetworkPolicy>(),
            ],
        };
    }

    // An apply merges: policyTypes that the manifest does not name stay as they are stored, unless the apply before this one named them, in
    // which case this one removes them and the API server defaults them again.
    private static NetworkPolicy Applied(NetworkPolicy stored, NetworkPolicy manifest) =>
        manifest.Spec.PolicyTypes is null && !stored.Written.HasFlag(WrittenFields.PolicyTypes)
            ? manifest with { Spec = manifest.Spec with { PolicyTypes = stored.Spec.EffectiveTypes } }
            : manifest;
}
