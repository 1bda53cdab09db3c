using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Finds out which API server is meant.</summary>
public static class ConnectionSearch
{
    /// <summary>
    /// As kubectl does: the named kubeconfig; else those of KUBECONFIG; else <c>~/.kube/config</c>; else the pod's service account.
    /// </summary>
    /// <param name="kubeconfig">A file that must exist; null for none.</param>
    /// <param name="context">The context, case counts; null for the current one.</param>
    /// <param name="surroundings">Environment and home directory.</param>
    /// <exception cref="ConnectionException">There are no settings, or they contradict themselves.</exception>
    public static ConnectionSettings ForCommandLine(string? kubeconfig, string? context, Surroundings surroundings) =>
        Named(kubeconfig, context, surroundings)
        ?? FromVariable(context, surroundings)
        ?? FromHome(context, surroundings)
        ?? FromPod(context, surroundings)
        ?? throw Nothing(surroundings);

    /// <summary>
    /// For a server: the same, but the pod's service account comes before <c>~/.kube/config</c>, which in a pod nobody has put there on
    /// purpose.
    /// </summary>
    /// <exception cref="ConnectionException">There are no settings, or they contradict themselves.</exception>
    public static ConnectionSettings ForServer(string? kubeconfig, string? context, Surroundings surroundings) =>
        Named(kubeconfig, context, surroundings)
        ?? FromVariable(context, surroundings)
        ?? FromPod(context, surroundings)
        ?? FromHome(context, surroundings)
        ?? throw Nothing(surroundings);

    private static ConnectionSettings? Named(string? kubeconfig, string? context, Surroundings surroundings) =>
        kubeconfig is null ? null : Kubeconfig.Read([kubeconfig]).Resolve(context, surroundings);

    // Files of the list that do not exist are passed over: kubectl's users keep them for clusters that come and go.
    private static ConnectionSettings? FromVariable(string? context, Surroundings surroundings) =>
        Resolve(Listed(surroundings).Where(Exists), context, surroundings);

    // With KUBECONFIG set, kubectl does not look at the home directory.
    private static ConnectionSettings? FromHome(string? context, Surroundings surroundings) =>
        Listed(surroundings).Count > 0 || HomeFile(surroundings) is not { } file || !Exists(file)
            ? null
            : Resolve([file], context, surroundings);

    // A context is a kubeconfig's: who asks for one does not mean the pod's account.
    private static ConnectionSettings? FromPod(string? context, Surroundings surroundings) =>
        context is null ? InCluster.Find(surroundings) : null;

    private static ConnectionSettings? Resolve(IEnumerable<string> paths, string? context, Surroundings surroundings)
    {
        var kubeconfig = Kubeconfig.Read(paths);
        return kubeconfig.IsEmpty ? null : kubeconfig.Resolve(context, surroundings);
    }

    private static List<string> Listed(Surroundings surroundings) => [.. (surroundings.Value("KUBECONFIG") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    private static string? HomeFile(Surroundings surroundings) =>
        surroundings.Home is null ? null : Path.Combine(surroundings.Home, ".kube", "config");

    // A directory is there too, and an error when it is read.
    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static ConnectionException Nothing(Surroundings surroundings)
    {
        var listed = Listed(surroundings);
        return new ConnectionException(listed.Count > 0
            ? $"KUBECONFIG: nothing in {OneLine.Of(string.Join(", ", listed))}; correct the variable, or name a file with --kubeconfig"
            : $"no kubeconfig: {HomeFile(surroundings) ?? "a home directory"} is missing or empty; name a file with --kubeconfig");
    }
}
