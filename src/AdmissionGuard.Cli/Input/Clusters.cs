using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>Makes a cluster ready for questions.</summary>
internal static class Clusters
{
    /// <summary>
    /// Indexes a cluster. Blocks tell pods apart only in the reading in which they match pods: in the other they would only cost.
    /// </summary>
    public static ClusterIndex Index(ClusterState state, bool ipBlockMatchesPods) => ClusterIndex.Build(
        state, ipBlockMatchesPods ? state.Policies.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)) : []);
}
