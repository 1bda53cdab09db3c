using System.Net;
using System.Text.Json.Nodes;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Hosting;
using AdmissionGuard.Webhook.State;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.State;

public sealed class LiveViewTests
{
    [Fact]
    public async Task It_is_ready_only_when_every_kind_has_been_listed()
    {
        await using var server = await ApiServer.StartAsync();
        server.Faults.Add(Fault.InternalError, request => request.Path.Contains("/services", StringComparison.Ordinal), times: int.MaxValue);
        await using var webhook = await RunningWebhook.StartAsync(server);
        await Eventually.Async(async () => (await webhook.GetAsync("/readyz")).Text.Contains("[+]pods ok", StringComparison.Ordinal));

        var (status, text) = await webhook.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("[-]services failed: not listed yet; ", text, StringComparison.Ordinal);
        Assert.EndsWith("readyz check failed\n", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await webhook.GetAsync("/livez")).Status);

        server.Faults.Clear();
        await webhook.ReadyAsync();
        Assert.Equal("ok", (await webhook.GetAsync("/readyz")).Text);
        Assert.Matches(@"^Synced in \d+\.\d s: 4 namespaces, 0 pods, 0 services, 0 nodes, 0 networkpolicies$", Assert.Single(webhook.Log.Of(2010)));
    }

    [Fact]
    public async Task While_the_API_server_is_away_it_stays_ready_and_the_age_grows()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RunningWebhook.StartAsync(server, time: time);
        await webhook.ReadyAsync();
        await server.StopListeningAsync();
        await Eventually.Async(async () => (await webhook.GetAsync("/metrics")).Text
            .Contains("admission_guard_cluster_failing{resource=\"pods\"} 1", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromSeconds(200));
        await Eventually.Async(() => webhook.Log.Of(2011).Count == 8);

        var (status, text) = await webhook.GetAsync("/readyz?verbose");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches(@"\[\+\]pods ok: 0 objects, heard of 2\d\d s ago; ", text);
        Assert.Matches(@"admission_guard_cluster_age_seconds\{resource=""pods""\} 2\d\d", (await webhook.GetAsync("/metrics")).Text);

        // Hundreds of failures are eight lines, one for each kind; and so is their end.
        await server.ListenAgainAsync();
        await Eventually.Async(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            server.Store.PutNamespace($"later-{time.GetTimestamp()}");
            return webhook.Log.Of(2012).Contains("The API server tells of namespaces again");
        });
        Assert.Equal(8, webhook.Log.Of(2011).Count);
    }

    [Fact]
    public async Task Kinds_that_may_not_be_read_and_are_optional_leave_it_ready_and_are_told_of_once()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        var isRefused = true;
        await using var server = await ApiServer.StartAsync();
        server.Faults.Add(
            Fault.Answer(new(403, "Forbidden", "apiservices is forbidden: you may not")),
            request => isRefused && request.Path.Contains("/apiservices", StringComparison.Ordinal),
            times: int.MaxValue);
        await using var webhook = await RunningWebhook.StartAsync(server, time: time);
        await webhook.ReadyAsync();
        await Eventually.Async(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return (await webhook.GetAsync("/readyz?verbose")).Text.Contains("apiservices ok: optional, not listed yet; apiservices is", StringComparison.Ordinal)
                && server.Requests.Count(request => request.Status == 403) > 3;
        });

        Assert.Equal("ok", (await webhook.GetAsync("/readyz")).Text);
        Assert.Equal(
            ["Rule self-lockout overlooks what the API server calls by apiservices, which may not be listed and watched: apiservices is forbidden: you may not"],
            webhook.Log.Of(2018));
        Assert.Empty(webhook.Log.Of(2011));
        var metrics = (await webhook.GetAsync("/metrics")).Text;
        Assert.Contains("admission_guard_cluster_failing{resource=\"apiservices\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("admission_guard_cluster_failing{resource=\"mutatingwebhookconfigurations\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"admission_guard_cluster_(age_seconds|synced)\{resource=""(apiservices|\w+webhook\w+)""", metrics);

        isRefused = false;
        await Eventually.Async(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return webhook.Log.Of(2012).Contains("The API server tells of apiservices again");
        });
        Assert.Matches(@"\[\+\]apiservices ok: optional, 0 objects, heard of \d+ s ago\n", (await webhook.GetAsync("/readyz?verbose")).Text);
    }

    [Fact]
    public async Task The_policies_of_a_namespace_are_read_from_the_server_itself_and_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        IClusterView? view = null;
        await using var webhook = await StartAsync(server, parts => view = parts.Cluster);
        await webhook.ReadyAsync();
        server.Store.PutNamespace("shop");
        server.Store.Put(Policy("shop", "deny"));
        server.Store.Put(Policy("other", "allow"));

        var policies = await view!.ListPoliciesAsync("shop", TestContext.Current.CancellationToken);
        Assert.Equal(["deny"], policies.Select(policy => policy.Key.Name));
        Assert.Contains(
            server.Requests.All, request => request.Path == "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies?limit=500");
    }

    [Fact]
    public async Task A_list_of_policies_that_fails_says_so()
    {
        await using var server = await ApiServer.StartAsync();
        IClusterView? view = null;
        await using var webhook = await StartAsync(server, parts => view = parts.Cluster);
        await webhook.ReadyAsync();
        static bool IsList(LoggedRequest request) => request.Path.Contains("/namespaces/shop/", StringComparison.Ordinal);
        var cancellation = TestContext.Current.CancellationToken;

        server.Faults.Add(Fault.InternalError, IsList);
        Assert.Equal(500, (await Assert.ThrowsAsync<ApiException>(() => view!.ListPoliciesAsync("shop", cancellation))).Code);
        server.Faults.Add(Fault.EndAfter(20), IsList);
        await Assert.ThrowsAsync<HttpRequestException>(() => view!.ListPoliciesAsync("shop", cancellation));
        server.Faults.Add(Fault.Body("[]"), IsList);
        await Assert.ThrowsAsync<HttpRequestException>(() => view!.ListPoliciesAsync("shop", cancellation));

        server.Store.Put(Unreadable("shop"));
        var unreadable = await Assert.ThrowsAsync<HttpRequestException>(() => view!.ListPoliciesAsync("shop", cancellation));
        Assert.StartsWith("NetworkPolicy shop/broken cannot be read: ", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_told_of_once_and_counted()
    {
        await using var server = await ApiServer.StartAsync();
        server.Store.Put(Unreadable("shop"));
        await using var webhook = await RunningWebhook.StartAsync(server);
        await webhook.ReadyAsync();
        Assert.StartsWith(
            "An object among networkpolicies cannot be read and plays no part: NetworkPolicy shop/broken", Assert.Single(webhook.Log.Of(2013)), StringComparison.Ordinal);
        Assert.Contains("[+]networkpolicies ok: 0 objects, 1 that cannot be read, ", (await webhook.GetAsync("/readyz?verbose")).Text, StringComparison.Ordinal);
        Assert.Contains(
            "admission_guard_cluster_undecodable{resource=\"networkpolicies\"} 1\n", (await webhook.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    private static Task<RunningWebhook> StartAsync(ApiServer server, Action<AdmissionParts> take) => RunningWebhook.StartAsync(server, make: parts =>
    {
        take(parts);
        return RunningWebhook.EchoAsync;
    });

    private static JsonObject Policy(string place, string name) => (JsonObject)JsonNode.Parse($$"""
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"{{name}}","namespace":"{{place}}"},
        "spec":{"podSelector":{},"policyTypes":["Ingress"]} }
        """)!;

    private static JsonObject Unreadable(string place)
    {
        var policy = Policy(place, "broken");
        policy["spec"]!["podSelector"] = "none";
        return policy;
    }
}
