using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using BenchmarkDotNet.Attributes;

namespace AdmissionGuard.Benchmarks;

/// <summary>
/// The index of a cluster, and the connections of one namespace and between two states of it. The whole list of a cluster of which a quarter
/// is open grows with the square of its workloads, because its answer does; it is measured on files by <c>bench/files.sh</c>.
/// </summary>
[MemoryDiagnoser]
public class ConnectionsBenchmark
{
    private ClusterState _state = null!;
    private ClusterIndex _closed = null!;
    private ClusterIndex _changed = null!;

    [Params(1_000, 10_000, 150_000)]
    public int Pods { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _state = SyntheticCluster.Make(Pods, Pods / 15);
        var closed = Closed(_state);
        _closed = ClusterIndex.Build(closed, []);
        _changed = ClusterIndex.Build(closed with { Policies = closed.Policies.RemoveAt(closed.Policies.Length / 2) }, []);
    }

    [Benchmark]
    public ClusterIndex Index() => ClusterIndex.Build(_state, []);

    [Benchmark]
    public ImmutableArray<WorkloadConnection> Connections() => ConnectionMap.List(_closed, new ConnectionOptions());

    [Benchmark]
    public ImmutableArray<ConnectionChange> Diff() => ConnectionDiff.Compare(_closed, _changed, new ConnectionOptions());

    // Every namespace isolated in both directions, so that the answer grows with the cluster and not with its square.
    private static ClusterState Closed(ClusterState state) => state with
    {
        Policies =
        [
            .. state.Policies,
            .. state.Namespaces.Select(place => SyntheticCluster.Policy(place.Name, "closed", "", PolicyTypes.Both, [], [])),
        ],
    };
}
