using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>The reflector against the test API server: both ends speak of versions, pages and history as Kubernetes does.</summary>
public sealed class ReflectorServerTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Place _place = new();
    private readonly RecordingSink<Namespace> _sink = new();
    private ApiServer _server = null!;
    private ApiClient _client = null!;
    private Reflector<Namespace> _reflector = null!;
    private Task _run = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(new ApiServerOptions { BookmarkInterval = TimeSpan.FromMilliseconds(50), HistoryWindow = 50_000 });
        var settings = ConnectionSearch.ForCommandLine(_place.With("config", _server.Kubeconfig()), null, _place.Surroundings);
        _client = ApiClient.Open(settings, TimeProvider.System);
        _reflector = new Reflector<Namespace>(_client, ResourceKinds.Namespaces, _sink, TimeProvider.System, () => 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(5));
        _client.Dispose();
        await _server.DisposeAsync();
        _place.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Ten_thousand_namespaces_come_in_pages_and_go_at_once()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _server.Store.PutNamespace($"n-{i}");
        }

        await FollowAsync();
        Assert.Equal(10_004, _sink.Objects.Count);
        for (var i = 0; i < 10_000; i++)
        {
            _server.Store.Delete(BuiltInResources.Namespaces, "", $"n-{i}");
        }

        await Until(() => _sink.Objects.Count == 4);
        Assert.Equal((1, 10_000), (_reflector.Status.Counters.Lists, _reflector.Status.Counters.Deleted));
    }

    [Fact]
    public async Task Bookmarks_keep_the_state_young_when_nothing_happens()
    {
        await FollowAsync();
        await Until(() => _reflector.Status.Counters.Bookmarks >= 3);
        Assert.InRange(_reflector.Status.Age!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_happens_while_the_server_is_away_and_is_forgotten_by_it_is_listed()
    {
        _server.Store.PutNamespace("goes");
        await FollowAsync();
        await _server.StopListeningAsync();
        _server.Store.Delete(BuiltInResources.Namespaces, "", "goes");
        _server.Store.PutNamespace("comes");
        _server.Store.Compact();
        await Until(() => _reflector.Status.LastError is not null);
        Assert.Contains("goes", _sink.Names, StringComparison.Ordinal);
        await _server.ListenAgainAsync();
        await Until(() => _sink.Names == "comes default kube-node-lease kube-public kube-system");
        Assert.Equal(1, _reflector.Status.Counters.Relists[RelistReason.Expired]);
    }

    private async Task FollowAsync()
    {
        _run = Task.Run(() => _reflector.RunAsync(_stop.Token));
        await Until(() => _reflector.Status.Counters.Watches == 1);
    }

    private static Task Until(Func<bool> condition) => Reflection<Namespace>.Until(condition);
}
