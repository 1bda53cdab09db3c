using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.Webhook.Receipts;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Receipts;

/// <summary>The webhook and the companion's receipts on an API server.</summary>
public sealed class ReceiptsWatchTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Receipts_are_followed_and_what_they_say_last_counts()
    {
        await using var server = await ApiServer.StartAsync();
        server.Store.Put(Companion.Checks());
        server.Store.PutNamespace("shop");
        server.Store.Put(Companion.Receipt("db", "NotEnforced", Now));
        EnforcementReceipts receipts = null!;
        await using var webhook = await StartAsync(server, given => receipts = given);
        await Eventually.Async(() => receipts.Find("shop", namesOthers: true)?.Policy?.Name == "db");
        server.Store.Put(Companion.Receipt("db", "Enforced", Now, phase: "Running"));
        server.Store.Put(Companion.Receipt("web", "NotEnforced", Now));
        await Eventually.Async(() => receipts.Find("shop", namesOthers: true)?.More == 1);
        server.Store.Put(Companion.Receipt("db", "Enforced", Now));
        await Eventually.Async(() => receipts.Find("shop", namesOthers: true) is { Policy.Name: "web", More: 0 });
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    public async Task Without_the_companion_or_the_right_to_read_it_the_webhook_is_ready_and_says_nothing(int code)
    {
        await using var server = await ApiServer.StartAsync();
        if (code == 403)
        {
            server.Store.Put(Companion.Checks());
            server.Faults.Add(Fault.Answer(new ApiStatus(403, "Forbidden", "enforcementchecks is forbidden")), request => request.Path.Contains("/enforcementchecks", StringComparison.Ordinal), times: 1000);
        }

        EnforcementReceipts receipts = null!;
        await using var webhook = await StartAsync(server, given => receipts = given);
        await webhook.ReadyAsync();
        await Eventually.Async(() => server.Requests.All.Any(request => request.Status == code));
        Assert.Null(receipts.Find("shop", namesOthers: true));
        Assert.Empty(webhook.Log.Of(2011));
        Assert.Empty(webhook.Log.Of(2018));
        Assert.Equal("ok", (await webhook.GetAsync("/livez")).Text);
    }

    private static Task<RunningWebhook> StartAsync(ApiServer server, Action<EnforcementReceipts> given) => RunningWebhook.StartAsync(
        server,
        make: parts =>
        {
            given(parts.Receipts);
            return RunningWebhook.EchoAsync;
        });
}
