using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Input;

/// <summary>A change as the command line names it.</summary>
/// <param name="Paths">The manifests that are applied.</param>
/// <param name="Deleted">The policies that are deleted.</param>
/// <param name="Replace">Whether manifests replace what is stored instead of being applied.</param>
/// <param name="Place">The namespace of manifests that name none; null for that of the cluster's context.</param>
internal sealed record ChangeRequest(IReadOnlyList<string> Paths, IReadOnlyList<string> Deleted, bool Replace, string? Place)
{
    private const int ShownPlaces = 3;
    private const int ShownPruned = 8;

    /// <summary>
    /// The policies that are deleted when they are missing from the manifests, in the namespaces of these; null when none is.
    /// </summary>
    public LabelSelector? Pruned { get; init; }

    /// <summary>Reads the manifests and holds them against the cluster.</summary>
    public ChangedCluster On(LoadedCluster loaded, Stream standardInput)
    {
        var cluster = loaded.Reading;
        var change = ManifestReader.Read(Paths, ManifestUse.Change, standardInput, place: Place ?? loaded.Place);
        var state = ChangeSet.With(cluster.State, change.State);
        var deleted = DeletedKeys(cluster.State, change.State);
        List<ObjectKey> pruned = [.. Prunable(cluster.State, change.State).Except(deleted)];
        return new ChangedCluster(
            state,
            ChangeSet.Of(state, change.State.Policies, deleted.Concat(pruned), Replace),
            [
                .. cluster.Notes.Concat(change.Notes).Concat(Relabelled(cluster.State, change.State)).Distinct(StringComparer.Ordinal),
                .. PruneNote(change.State, pruned),
            ])
        {
            Places = change.Places,
        };
    }

    // Where a tool prunes is its own affair – an inventory, a label, a namespace: what they have in common is that they delete nothing in
    // namespaces that the manifests do not touch.
    private IEnumerable<ObjectKey> Prunable(ClusterState cluster, ClusterState change)
    {
        if (Pruned is not { } selector)
        {
            return [];
        }

        var touched = change.Namespaces.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var applied = change.Policies.Select(policy => policy.Key).ToHashSet();
        return cluster.Policies
            .Where(policy => touched.Contains(policy.Key.Namespace) && !applied.Contains(policy.Key) && selector.Matches(policy.Labels))
            .Select(policy => policy.Key).Order();
    }

    private IEnumerable<string> PruneNote(ClusterState change, List<ObjectKey> pruned)
    {
        if (Pruned is not { } selector)
        {
            return [];
        }

        var places = change.Namespaces.Select(item => item.Name).Order(StringComparer.Ordinal).ToList();
        if (places.Count == 0)
        {
            return ["nothing is pruned: the change touches no namespace"];
        }

        var labels = selector.IsEmpty ? "" : $" with labels {selector}";
        var scope = $"{(places.Count == 1 ? "namespace" : "namespaces")} {Wording.List(places, ShownPlaces, places.Count)}";
        return [pruned.Count == 0
            ? $"nothing is pruned: no policy{labels} of {scope} is missing from the change"
            : $"pruned, because missing from the change: {Wording.List(pruned.ConvertAll(key => key.ToString()), ShownPruned, pruned.Count)}"];
    }

    // A change is one of policies: what else it changes of the cluster is not made part of before and after.
    private static IEnumerable<string> Relabelled(ClusterState cluster, ClusterState change)
    {
        var stored = cluster.Namespaces.ToDictionary(item => item.Name, StringComparer.Ordinal);
        return change.Namespaces
            .Where(item => stored.TryGetValue(item.Name, out var known)
                && item.Labels.Pairs.ToArray().Any(label => !known.Labels.TryGetValue(label.Key, out var value) || value != label.Value))
            .Select(item => $"Namespace {item.Name}: its new labels are not taken into account; give its manifest with --cluster too");
    }

    private List<ObjectKey> DeletedKeys(ClusterState cluster, ClusterState change)
    {
        var stored = cluster.Policies.Select(policy => policy.Key).ToHashSet();
        var applied = change.Policies.Select(policy => policy.Key).ToHashSet();
        var keys = new List<ObjectKey>();
        foreach (var text in Deleted)
        {
            if (text.Split('/') is not [{ Length: > 0 } space, { Length: > 0 } name])
            {
                throw new UsageException($"--delete {text}: expected NAMESPACE/NAME");
            }

            var key = new ObjectKey(space, name);
            if (!stored.Contains(key))
            {
                var hint = NearNames.Hint(text, stored.Select(known => known.ToString()));
                throw new UsageException($"--delete {text}: the cluster has no such NetworkPolicy{hint}");
            }

            if (applied.Contains(key))
            {
                throw new UsageException($"--delete {text}: the same policy is in --change; it cannot be both applied and deleted");
            }

            if (!keys.Contains(key))
            {
                keys.Add(key);
            }
        }

        return keys;
    }
}
