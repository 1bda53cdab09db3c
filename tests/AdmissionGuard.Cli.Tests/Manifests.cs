using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Tests;

/// <summary>Reads manifests as the command line does.</summary>
internal static class Manifests
{
    public static ClusterState Cluster(params string[] paths) => ManifestReader.Read(paths, ManifestUse.Cluster, Stream.Null).State;

    public static ClusterState Change(params string[] paths) => ManifestReader.Read(paths, ManifestUse.Change, Stream.Null).State;

    public static ClusterState ChangeText(string yaml)
    {
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(yaml));
        return ManifestReader.Read(["-"], ManifestUse.Change, input).State;
    }

    public static ClusterState ClusterText(string yaml)
    {
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(yaml));
        return ManifestReader.Read(["-"], ManifestUse.Cluster, input).State;
    }

    /// <summary>An index that questions in either reading of ipBlock may be asked of.</summary>
    public static ClusterIndex Index(ClusterState state) =>
        ClusterIndex.Build(state, state.Policies.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)));
}
