using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Faults;

namespace AdmissionGuard.Kubernetes.Tests.Live;

public sealed class ClusterSnapshotTests : IAsyncLifetime
{
    private readonly string _kubeconfig = Path.GetTempFileName();
    private readonly Progress _progress = new();
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(new ApiServerOptions
    {
        Users = [new ApiUser("nobody") { Token = "nobody-token" }],
    });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task All_pages_of_all_kinds_are_read()
    {
        _server.Store.PutNamespace("shop", ("team", "a"));
        for (var i = 0; i < 1201; i++)
        {
            Put("v1", "Pod", $"web-{i}", """{"nodeName":"node","containers":[{"name":"c","image":"i"}]}""");
        }

        Put("v1", "Service", "web", """{"selector":{"app":"web"},"ports":[{"port":80}]}""");
        Put("networking.k8s.io/v1", "NetworkPolicy", "deny", """{"podSelector":{},"policyTypes":["Ingress"]}""");
        var state = await ReadAsync();
        Assert.Equal(1201, state.Pods.Length);
        Assert.Equal(new ObjectKey("shop", "deny"), Assert.Single(state.Policies).Key);
        Assert.Equal(new ObjectKey("shop", "web"), Assert.Single(state.Services).Key);
        Assert.Contains(state.Namespaces, space => space.Name == "shop" && space.Labels.TryGetValue("team", out var team) && team == "a");
        Assert.Equal([0, 500, 1000, 1201], _progress.Reports.Where(report => report.Resource == "pods").Select(report => report.Read));
        Assert.Equal(
            ["namespaces", "nodes", "pods", "services", "networkpolicies"],
            _progress.Reports.Select(report => report.Resource).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_right_that_is_missing_is_named_with_its_group()
    {
        _server.Faults.Add(
            Fault.Answer(new(403, "Forbidden", "no")), request => request.Path.Contains("/networkpolicies?", StringComparison.Ordinal));
        Assert.Equal(
            $"{_server.Url}/: may not list networkpolicies: "
            + "this user needs the verb list on networkpolicies of the API group networking.k8s.io in all namespaces",
            await ErrorAsync());
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_named()
    {
        Put("networking.k8s.io/v1", "NetworkPolicy", "odd", """{"podSelector":{"matchLabels":7}}""");
        Assert.StartsWith($"{_server.Url}/: NetworkPolicy shop/odd: ", await ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_one_line()
    {
        _server.Faults.Add(Fault.Html(502), request => request.Path.Contains("/nodes?", StringComparison.Ordinal));
        Assert.StartsWith($"{_server.Url}/: cannot list nodes: HTTP 502 ", await ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_the_API_server_calls_is_read_from_three_kinds()
    {
        _server.Store.Put((JsonObject)JsonNode.Parse("""
            {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1.metrics"},
            "spec":{"group":"metrics","version":"v1","service":{"name":"metrics","namespace":"shop","port":8443} } }
            """)!);
        var reading = await WithClientAsync(ReadCalloutsAsync);
        var callout = Assert.Single(reading.Callouts);
        Assert.Equal(("APIService", "v1.metrics"), (callout.Kind, callout.Name));
        Assert.Equal([new CalloutTarget(new ObjectKey("shop", "metrics"), 8443, FailsRequests: true)], callout.Targets);
        Assert.Null(reading.Note);
        Assert.Equal(
            ["validatingwebhookconfigurations", "mutatingwebhookconfigurations", "apiservices"],
            _progress.Reports.Select(report => report.Resource).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(403, "apiservices", "apiservices")]
    [InlineData(404, "mutatingwebhookconfigurations", "mutatingwebhookconfigurations")]
    [InlineData(403, "webhookconfigurations", "validatingwebhookconfigurations and mutatingwebhookconfigurations")]
    [InlineData(403, "", "validatingwebhookconfigurations, mutatingwebhookconfigurations and apiservices")]
    public async Task What_may_not_be_listed_of_it_is_one_note(int code, string refused, string named)
    {
        _server.Faults.Add(
            Fault.Answer(new(code, "No", "no")), request => request.Path.Contains($"{refused}?", StringComparison.Ordinal), times: 3);
        var reading = await WithClientAsync(ReadCalloutsAsync);
        Assert.Equal(
            "not judged whether the API server still reaches its webhooks and aggregated APIs: "
            + $"the API server does not let this user list {named}",
            reading.Note);
    }

    [Fact]
    public async Task A_failure_to_list_it_is_a_failure()
    {
        _server.Faults.Add(Fault.InternalError, request => request.Path.Contains("/apiservices?", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<SnapshotException>(() => WithClientAsync(ReadCalloutsAsync));
        Assert.StartsWith($"{_server.Url}/: cannot list apiservices: ", error.Message, StringComparison.Ordinal);
    }

    private void Put(string apiVersion, string kind, string name, string spec) => _server.Store.Put(new JsonObject
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "shop" },
        ["spec"] = JsonNode.Parse(spec),
    });

    private async Task<string> ErrorAsync()
    {
        var error = await Assert.ThrowsAsync<SnapshotException>(() => ReadAsync());
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    private Task<ClusterState> ReadAsync() => WithClientAsync(
        client => ClusterSnapshot.ReadAsync(client, TimeProvider.System, _progress, TestContext.Current.CancellationToken));

    private Task<CalloutReading> ReadCalloutsAsync(ApiClient client) =>
        ClusterSnapshot.ReadCalloutsAsync(client, TimeProvider.System, _progress, TestContext.Current.CancellationToken);

    private async Task<T> WithClientAsync<T>(Func<ApiClient, Task<T>> read)
    {
        await File.WriteAllTextAsync(_kubeconfig, _server.Kubeconfig("admin"), TestContext.Current.CancellationToken);
        var settings = ConnectionSearch.ForCommandLine(_kubeconfig, null, new Surroundings(_ => null, null));
        using var client = ApiClient.Open(settings, TimeProvider.System);
        return await read(client);
    }

    private sealed class Progress : IProgress<ListProgress>
    {
        public List<ListProgress> Reports { get; } = [];

        public void Report(ListProgress value) => Reports.Add(value);
    }
}
