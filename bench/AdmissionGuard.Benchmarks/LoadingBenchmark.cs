using System.Text;
using AdmissionGuard.Kubernetes.Manifests;
using BenchmarkDotNet.Attributes;

namespace AdmissionGuard.Benchmarks;

/// <summary>Reading a dump, as <c>kubectl get -o json</c> writes it, from a file that is in the page cache.</summary>
[MemoryDiagnoser]
[SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class LoadingBenchmark
{
    private string _file = "";

    [Params(1_000, 10_000, 150_000)]
    public int Pods { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _file = Path.Combine(Path.GetTempPath(), $"admission-guard-bench-{Pods}.json");
        using var output = new StreamWriter(_file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Dump.Write(SyntheticCluster.Make(Pods, Pods / 15), output);
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_file);

    [Benchmark]
    public int Read() => ManifestReader.Read([_file], ManifestUse.Cluster, Stream.Null).Objects;
}
