using System.Text.Json.Nodes;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.Kubernetes.Tests.Live;

/// <summary>An API server, and a live cluster that follows it over real TLS.</summary>
internal sealed class WatchedServer : IAsyncDisposable
{
    private readonly Place _place = new();
    private readonly ApiClient _client;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private WatchedServer(ApiServer server, TimeProvider time, string user, LiveInterest? interest)
    {
        Server = server;
        var settings = ConnectionSearch.ForCommandLine(_place.With("config", server.Kubeconfig(user)), null, _place.Surroundings);
        _client = ApiClient.Open(settings, time);

        // Without chance, the first delay after a failure is 800 ms.
        Cluster = new LiveCluster(_client, ipBlockMayMatchPods: true, time, () => 0, report: null, interest);
    }

    public ApiServer Server { get; }

    public LiveCluster Cluster { get; }

    /// <summary>Follows a server from its beginning.</summary>
    public static async Task<WatchedServer> StartAsync(
        Action<ApiServer>? prepare = null, TimeProvider? time = null, string user = "admin", LiveInterest? interest = null)
    {
        var server = await ApiServer.StartAsync();
        prepare?.Invoke(server);
        var watched = new WatchedServer(server, time ?? TimeProvider.System, user, interest);
        watched._running = watched.Cluster.RunAsync(watched._stop.Token);
        return watched;
    }

    /// <summary>Follows a server until everything has been listed.</summary>
    public static async Task<WatchedServer> SyncedAsync(
        Action<ApiServer>? prepare = null, TimeProvider? time = null, string user = "admin", LiveInterest? interest = null)
    {
        var watched = await StartAsync(prepare, time, user, interest);
        await watched.Cluster.Synced.WaitAsync(TimeSpan.FromSeconds(20));
        return watched;
    }

    public static JsonObject Pod(string name, string app, string address) => (JsonObject)JsonNode.Parse($$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop","labels":{"app":"{{app}}"} },
        "spec":{"containers":[{"name":"c","image":"i"}],"nodeName":"n1"},"status":{"phase":"Running","podIP":"{{address}}","podIPs":[{"ip":"{{address}}"}]} }
        """)!;

    public static JsonObject Policy(string name, string app) => (JsonObject)JsonNode.Parse($$"""
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"{{name}}","namespace":"shop"},
        "spec":{"podSelector":{"matchLabels":{"app":"{{app}}"} },"policyTypes":["Ingress"]} }
        """)!;

    /// <summary>The pods of a namespace that the index knows, by name.</summary>
    public string[] Pods(string place = "shop") => Cluster.Read(
        [], index => (index.Find(place)?.Classes ?? []).SelectMany(pods => pods.Pods).Select(pod => pod.Key.Name).Order().ToArray());

    /// <summary>Waits until the cluster answers as it should.</summary>
    public Task UntilAsync(Func<ClusterIndex, bool> condition) => Eventually.Async(() => Cluster.Read([], condition));

    /// <summary>Stops following, and ends as that ends.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await EndAsync();
    }

    /// <summary>Waits for the following to end by itself, and ends as it does.</summary>
    public Task EndAsync()
    {
        var running = _running;
        _running = Task.CompletedTask;
        return running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public void Put(JsonObject value) => Server.Store.Put(value);

    public void DeletePod(string name) => Server.Store.Delete(BuiltInResources.Pods, "shop", name);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _client.Dispose();
        await Server.DisposeAsync();
        _place.Dispose();
    }
}
