using System.Text;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.RealServer;

namespace AdmissionGuard.Kubernetes.Tests.Live;

/// <summary>
/// What the client does with the test API server and, where <c>KUBEBUILDER_ASSETS</c> names etcd and kube-apiserver, with a real one: the
/// objects are written over HTTP, so that both mean the same.
/// </summary>
public sealed class ConformanceTests
{
    public enum Kind
    {
        Test,
        Real,
    }

    [Theory]
    [InlineData(Kind.Test)]
    [InlineData(Kind.Real)]
    public async Task The_live_cluster_follows_what_is_written(Kind kind)
    {
        await using var server = await StartAsync(kind);
        using var place = new Place();
        var settings = ConnectionSearch.ForCommandLine(place.With("config", server.Kubeconfig), null, place.Surroundings);
        using var client = ApiClient.Open(settings, TimeProvider.System);
        using var writer = new Writer(settings);
        await writer.PostAsync("/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");

        var cluster = new LiveCluster(client, ipBlockMayMatchPods: true, TimeProvider.System, () => 0.5);
        using var stop = new CancellationTokenSource();
        var running = cluster.RunAsync(stop.Token);
        await cluster.Synced.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.NotNull(cluster.Read([], index => index.Find("shop")));

        await writer.PostAsync("/api/v1/namespaces/shop/pods", """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}}
            """);
        await writer.PostAsync("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies", """
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"deny"},"spec":{"podSelector":{}}}
            """);
        await Eventually.Async(() => cluster.Read(
            [], index => index.Find("shop") is { Policies.Count: 1, Classes: [{ Ingress.Isolates: true, Egress.Isolates: false }] }));

        await writer.DeleteAsync("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/deny");
        await writer.DeleteAsync("/api/v1/namespaces/shop/pods/web?gracePeriodSeconds=0");
        await Eventually.Async(() => cluster.Read([], index => index.Find("shop") is { Policies.Count: 0, Classes.Count: 0 }));
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData(Kind.Test)]
    [InlineData(Kind.Real)]
    public async Task Whoever_may_not_list_is_told_what_is_missing(Kind kind)
    {
        await using var server = await StartAsync(kind);
        using var place = new Place();
        var settings = ConnectionSearch.ForCommandLine(place.With("config", server.Stranger), null, place.Surroundings);
        using var client = ApiClient.Open(settings, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/api/v1/pods?limit=500", TestContext.Current.CancellationToken));
        Assert.Equal((403, "Forbidden"), (refusal.Code, refusal.Reason));
        Assert.Contains("cannot list resource \"pods\"", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<Started> StartAsync(Kind kind)
    {
        if (kind == Kind.Test)
        {
            var server = await ApiServer.StartAsync();
            server.AddUser(new TestKit.Access.ApiUser("stranger"));
            return new Started(server, server.Kubeconfig(), server.Kubeconfig("stranger"));
        }

        Assert.SkipWhen(RealApiServer.Assets is null, "no real API server: KUBEBUILDER_ASSETS names no directory with etcd and kube-apiserver");
        var real = await RealApiServer.StartAsync(RealApiServer.Assets!);
        return new Started(real, real.Kubeconfig(), real.Kubeconfig("stranger", "strangers"));
    }

    // The client itself writes nothing yet; its transport would.
    private sealed class Writer(ConnectionSettings settings) : IDisposable
    {
        private readonly HttpClient _http = new(new ClusterTransport(settings, TimeProvider.System, _ => { })) { BaseAddress = settings.Server };

        public async Task PostAsync(string path, string json)
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async Task DeleteAsync(string path)
        {
            using var answer = await _http.DeleteAsync(new Uri(path, UriKind.Relative));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        public void Dispose() => _http.Dispose();
    }

    private sealed record Started(IAsyncDisposable Server, string Kubeconfig, string Stranger) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
