using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using BenchmarkDotNet.Attributes;

namespace AdmissionGuard.Benchmarks;

/// <summary>One review of one policy against a loaded cluster: what an admission costs.</summary>
[MemoryDiagnoser]
public class ReviewBenchmark
{
    private ClusterIndex _index = null!;
    private PolicyChange _change = null!;

    [Params(1_000, 10_000, 150_000)]
    public int Pods { get; set; }

    [ParamsAllValues]
    public ReviewKind Kind { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var state = SyntheticCluster.Make(Pods, Pods / 15);
        _index = EventBenchmark.Live(state);
        _change = Kind.Change();
    }

    [Benchmark]
    public PolicyReview Review() => Reviewer.Review(_index, _change, GuardConfiguration.Default);
}
