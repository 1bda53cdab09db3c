using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// Kubeconfigs merged as kubectl merges them: the first file that has a cluster, user or context of a name has it whole, and the first
/// one that sets current-context sets it.
/// </summary>
internal sealed class Kubeconfig(IReadOnlyList<KubeconfigFile> files)
{
    private const int MaxNames = 10;

    /// <summary>It holds nothing, as if it were not there.</summary>
    public bool IsEmpty => files.All(file => file.Contexts.Count + file.Clusters.Count + file.Users.Count == 0);

    private string Names => string.Join(", ", files.Select(file => file.Path));

    /// <summary>Reads files in their order.</summary>
    public static Kubeconfig Read(IEnumerable<string> paths) => new([.. paths.Select(KubeconfigFile.Read)]);

    /// <summary>The settings of a context.</summary>
    /// <param name="context">Its name, case counts; null for the current one.</param>
    /// <param name="surroundings">For proxies and the search of plugins.</param>
    public ConnectionSettings Resolve(string? context, Surroundings surroundings)
    {
        var chosen = Choose(context);
        return chosen.File.Guard(() =>
        {
            var cluster = Referred(chosen, "cluster", file => file.Clusters)
                ?? throw chosen.Error("cluster", "is missing; name an entry of clusters");
            var user = Referred(chosen, "user", file => file.Users);
            var settings = KubeconfigCluster.Decode(cluster, surroundings);
            return settings with
            {
                Origin = $"{chosen.File.Path}, context {OneLine.Quote(chosen.Name)}",
                Context = chosen.Name,
                Namespace = chosen.Text("namespace") ?? settings.Namespace,
                Credentials = user is null ? Credentials.None : KubeconfigUser.Decode(user, cluster, settings.Server, surroundings),
            };
        });
    }

    private KubeconfigEntry Choose(string? context)
    {
        if (context is not null)
        {
            return Find(context, file => file.Contexts)
                ?? throw new ConnectionException($"{Names}: no context {OneLine.Quote(context)}; {Known(file => file.Contexts)}");
        }

        if (files.FirstOrDefault(file => file.CurrentContext is not null) is not { CurrentContext: { } current } from)
        {
            throw new ConnectionException(
                $"{Names}: current-context: is not set; choose a context with --context: {Known(file => file.Contexts)}");
        }

        return Find(current, file => file.Contexts) ?? throw new ConnectionException(
            $"{from.Path}: current-context: no context {OneLine.Quote(current)}; {Known(file => file.Contexts)}; "
            + "choose one with --context");
    }

    private KubeconfigEntry? Referred(KubeconfigEntry context, string field, Func<KubeconfigFile, IReadOnlyList<KubeconfigEntry>> list)
    {
        if (context.Text(field) is not { } name)
        {
            return null;
        }

        return Find(name, list)
            ?? throw context.Error(field, $"there is no {field} {OneLine.Quote(name)} in {field}s; {Known(list)}");
    }

    private KubeconfigEntry? Find(string name, Func<KubeconfigFile, IReadOnlyList<KubeconfigEntry>> list) =>
        files.SelectMany(list).FirstOrDefault(entry => entry.Name == name);

    private string Known(Func<KubeconfigFile, IReadOnlyList<KubeconfigEntry>> list)
    {
        var names = files.SelectMany(list).Select(entry => entry.Name).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        var more = names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : "";
        return names.Count == 0
            ? "there is none at all"
            : $"there is {string.Join(", ", names.Take(MaxNames).Select(OneLine.Quote))}{more}";
    }
}
