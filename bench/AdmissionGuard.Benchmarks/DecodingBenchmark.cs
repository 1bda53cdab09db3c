using System.Collections.Frozen;
using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using BenchmarkDotNet.Attributes;

namespace AdmissionGuard.Benchmarks;

/// <summary>
/// What the API server's JSON costs for each pod, from the bytes of the response to the decoded object: in a page of 500 new pods, in the
/// same page when every pod is known already, and in the events of a watch.
/// </summary>
[MemoryDiagnoser]
public class DecodingBenchmark : IDisposable
{
    private const int Page = 500;
    private const int Events = 5_000;

    private readonly CannedAnswers _answers = new();
    private ApiClient _client = null!;
    private Lister<Pod> _lister = null!;
    private FrozenDictionary<ObjectKey, WatchedObject<Pod>> _known = null!;

    [GlobalSetup]
    public void Setup()
    {
        var pods = SyntheticCluster.Make(Events, Events / 15).Pods;
        _answers.List = Encoding.UTF8.GetBytes(LivePods.List(pods.Take(Page)));
        _answers.Watch = Encoding.UTF8.GetBytes(LivePods.Events(pods.Take(Events)));
        _client = new ApiClient(new Uri("http://127.0.0.1"), _answers);
        _lister = new Lister<Pod>(_client, ResourceKinds.Pods, TimeProvider.System);
        _known = NewPods().GetAwaiter().GetResult().Objects.ToFrozenDictionary(pod => pod.Key);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _client.Dispose();
        _answers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Page)]
    public Task<ObjectList<Pod>> NewPods() => _lister.ListAsync(find: null, progress: null, CancellationToken.None);

    [Benchmark(OperationsPerInvoke = Page)]
    public Task<ObjectList<Pod>> KnownPods() => _lister.ListAsync(_known.GetValueOrDefault, progress: null, CancellationToken.None);

    [Benchmark(OperationsPerInvoke = Events)]
    public async Task<int> PodEvents()
    {
        using var stop = new CancellationTokenSource();
        var sink = new CountingSink(Events, stop.Cancel);
        await new Reflector<Pod>(_client, ResourceKinds.Pods, sink, TimeProvider.System, () => 0.5).RunAsync(stop.Token);
        return sink.Count;
    }

    private sealed class CountingSink(int expected, Action whenAllAreThere) : IObjectSink<Pod>
    {
        public int Count { get; private set; }

        public WatchedObject<Pod>? Find(ObjectKey key) => null;

        public void Replace(IReadOnlyCollection<WatchedObject<Pod>> objects)
        {
        }

        public void Upsert(WatchedObject<Pod> item)
        {
            if (++Count == expected)
            {
                whenAllAreThere();
            }
        }

        public void Delete(ObjectKey key, string uid)
        {
        }
    }
}
