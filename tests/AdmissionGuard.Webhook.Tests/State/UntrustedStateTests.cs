using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Admission;
using AdmissionGuard.Webhook.Tests.Admission;
using AdmissionGuard.Webhook.Tests.Deploy;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.State;

/// <summary>What is said while the state is not there, only half there, or old.</summary>
public sealed class UntrustedStateTests
{
    private static readonly string Review = Requests.Wipe().ToJsonString();

    [Fact]
    public async Task By_a_cluster_that_is_half_read_nothing_is_judged()
    {
        await using var server = await StartAsync();

        // Namespaces and policies alone would make every change look harmless; so would half of the pods.
        server.Faults.Add(Fault.EndAfter(500), request => IsList(request, "pods"), times: 2);
        server.Faults.Add(Fault.SilenceAfterHeaders, request => IsList(request, "pods"));
        await using var webhook = await RunningWebhook.StartAsync(server, make: AdmissionEndpoint.Of);
        await Eventually.Async(async () =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(webhook)).Status);
            return server.Requests.All.Count(request => IsList(request, "pods")) == 3;
        });
        var (status, text) = await AskAsync(webhook);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the cluster has not been read yet; nothing can be judged before\n"), (status, text));
        Assert.Contains("[-]pods failed: not listed yet", (await webhook.GetAsync("/readyz")).Text, StringComparison.Ordinal);
        Assert.NotEmpty(webhook.Log.Of(1004));
    }

    [Fact]
    public async Task Once_it_has_been_read_whole_it_is_judged()
    {
        await using var server = await StartAsync();
        server.Faults.Add(Fault.EndAfter(500), request => IsList(request, "pods"));
        await using var webhook = await RunningWebhook.StartAsync(server, make: AdmissionEndpoint.Of);
        await webhook.ReadyAsync();
        Assert.StartsWith("AdmissionGuard denies the UPDATE of NetworkPolicy shop/web: ", (await JudgedAsync(webhook)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_API_server_is_away_it_is_judged_by_what_is_known_and_after_three_minutes_nothing_is_denied()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var server = await StartAsync();
        await using var webhook = await RunningWebhook.StartAsync(server, time: time, make: AdmissionEndpoint.Of);
        await webhook.ReadyAsync();
        await server.StopListeningAsync();

        var denied = await JudgedAsync(webhook);
        Assert.False(denied.Allowed);
        Assert.Contains(
            "\nthe policies of this namespace could not be read anew from the API server: if one was just added that helps, try again\nid: ",
            denied.Message, StringComparison.Ordinal);
        Assert.StartsWith("Could not read the policies of shop anew before denying web, request ", Assert.Single(webhook.Log.Of(1005)), StringComparison.Ordinal);

        time.Advance(TimeSpan.FromSeconds(181));
        var allowed = await JudgedAsync(webhook);
        Assert.True(allowed.Allowed);
        Assert.StartsWith("not denied, as the cluster was last heard of 18", Assert.Single(allowed.Warnings), StringComparison.Ordinal);
        Assert.StartsWith("18", allowed.Annotations["state-age-seconds"], StringComparison.Ordinal);
        Assert.Single(webhook.Log.Of(1005));

        // When it is back, it is denied again, without a restart.
        await server.ListenAgainAsync();
        await Eventually.Async(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            server.Store.PutNamespace($"later-{time.GetTimestamp()}");
            server.Store.Bookmark();
            return !(await JudgedAsync(webhook)).Allowed;
        });
    }

    private static async Task<ApiServer> StartAsync()
    {
        var server = await ApiServer.StartAsync();
        foreach (var value in Manifests.Parse(Shop.Yaml).Objects)
        {
            server.Store.Put((JsonObject)value.DeepClone());
        }

        return server;
    }

    private static bool IsList(LoggedRequest request, string plural) => request.Path.StartsWith($"/api/v1/{plural}?", StringComparison.Ordinal)
        && !request.Path.Contains("watch=", StringComparison.Ordinal);

    private static Task<(HttpStatusCode Status, string Text)> AskAsync(RunningWebhook webhook) =>
        webhook.PostAsync(new StringContent(Review, Encoding.UTF8, "application/json"));

    private static async Task<Answer> JudgedAsync(RunningWebhook webhook)
    {
        var (status, text) = await AskAsync(webhook);
        Assert.True(status == HttpStatusCode.OK, text);
        return Answer.Of(text);
    }
}
