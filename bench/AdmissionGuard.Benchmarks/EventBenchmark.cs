using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using BenchmarkDotNet.Attributes;

namespace AdmissionGuard.Benchmarks;

/// <summary>What an event costs the index of a cluster that reviews have been asked about: two events each, there and back.</summary>
[MemoryDiagnoser]
public class EventBenchmark
{
    private ClusterIndex _index = null!;
    private Pod _pod = null!;
    private Pod _later = null!;
    private Pod _relabelled = null!;
    private Pod _large = null!;
    private Pod _largeRelabelled = null!;
    private NetworkPolicy _policy = null!;
    private NetworkPolicy _edited = null!;

    [Params(1_000, 150_000)]
    public int Pods { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var state = SyntheticCluster.Make(Pods, Pods / 15);
        _index = Live(state);
        foreach (var kind in Enum.GetValues<ReviewKind>())
        {
            Reviewer.Review(_index, kind.Change(), GuardConfiguration.Default);
        }

        _pod = state.Pods[^1];
        _later = _pod with { NodeName = "elsewhere" };
        _relabelled = _pod with { Labels = _pod.Labels.With("pod-template-hash", "next") };
        _large = state.Pods.Last(pod => pod.Key.Namespace == "large");
        _largeRelabelled = _large with { Labels = _large.Labels.With("pod-template-hash", "next") };
        _policy = state.Policies[^1];
        _edited = _policy with { Spec = _policy.Spec with { Ingress = [SyntheticCluster.App("app-1", 80)] } };
    }

    internal static ClusterIndex Live(ClusterState state)
    {
        var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
        state.Namespaces.ToList().ForEach(index.Set);
        index.Change([], state.Policies);
        state.Services.ToList().ForEach(index.Add);
        state.Pods.ToList().ForEach(index.Add);
        return index;
    }

    [Benchmark]
    public void StatusOfAPod()
    {
        _index.Replace(_pod, _later);
        _index.Replace(_later, _pod);
    }

    [Benchmark]
    public void PodGoesAndComes()
    {
        _index.Remove(_pod);
        _index.Add(_pod);
    }

    [Benchmark]
    public void PodOfANewRollout()
    {
        _index.Replace(_pod, _relabelled);
        _index.Replace(_relabelled, _pod);
    }

    [Benchmark]
    public void PodOfANewRolloutInALargeNamespace()
    {
        _index.Replace(_large, _largeRelabelled);
        _index.Replace(_largeRelabelled, _large);
    }

    [Benchmark]
    public void Policy()
    {
        _index.Change([_policy], [_edited]);
        _index.Change([_edited], [_policy]);
    }
}
