using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Input;

/// <summary>A cluster as the command line names it.</summary>
/// <param name="Paths">Files, directories and standard input; empty for a live cluster.</param>
/// <param name="Kubeconfig">The kubeconfig of a live cluster; null for the usual ones.</param>
/// <param name="Context">Its context; null for the current one.</param>
internal sealed record ClusterSource(IReadOnlyList<string> Paths, string? Kubeconfig, string? Context)
{
    /// <summary>Reads the cluster.</summary>
    /// <param name="terminal">The world outside.</param>
    /// <param name="use">What for: pods that will be probed are read with more.</param>
    /// <param name="withCallouts">Whether whom the API server calls plays a part: a live cluster is asked for it only then.</param>
    public LoadedCluster Load(Terminal terminal, ManifestUse use = ManifestUse.Cluster, bool withCallouts = false) => Paths.Count > 0
        ? new LoadedCluster(ManifestReader.Read(Paths, use, terminal.Input), null)
        : LoadLive(terminal, use, withCallouts);

    /// <summary>Connects to the cluster, which must be a live one.</summary>
    public ApiClient Open(Terminal terminal) => Open(terminal, Settings(terminal));

    private static ApiClient Open(Terminal terminal, ConnectionSettings settings) =>
        ApiClient.Open(settings, terminal.Time, remark => Output.Remarks(terminal, [remark]));

    private ConnectionSettings Settings(Terminal terminal) => ConnectionSearch.ForCommandLine(Kubeconfig, Context, terminal.Surroundings);

    private LoadedCluster LoadLive(Terminal terminal, ManifestUse use, bool withCallouts)
    {
        var settings = Settings(terminal);
        using var client = Open(terminal, settings);
        using var progress = new ProgressLine(terminal);

        // A command does one thing after the other, and only this one waits.
        var state = ClusterSnapshot.ReadAsync(client, terminal.Time, progress, CancellationToken.None, use).GetAwaiter().GetResult();
        var calls = withCallouts
            ? ClusterSnapshot.ReadCalloutsAsync(client, terminal.Time, progress, CancellationToken.None).GetAwaiter().GetResult()
            : new CalloutReading([], []);
        var objects = state.Namespaces.Length + state.Nodes.Length + state.Pods.Length + state.Services.Length + state.Policies.Length
            + calls.Callouts.Length;
        return new LoadedCluster(
            new ManifestReading(state with { Callouts = calls.Callouts }, calls.Note is { } note ? [note] : [], objects, 0), settings.Namespace);
    }
}
