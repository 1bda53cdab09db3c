using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>What cannot be judged says so, and follows the failure mode.</summary>
public sealed class UnjudgedTests
{
    private const string NoTime = "there was no time for it within the API server's timeout; try again, or review it with the command line";
    private const string OwnError = "an error of AdmissionGuard kept it from being judged; its log tells of it under this request's id";

    [Theory]
    [InlineData("5s", 4.0)]
    [InlineData("30s", 24.0)]
    [InlineData("1m30s", 72.0)]
    [InlineData("250ms", 0.2)]
    [InlineData("", 4.0)]
    [InlineData("never", 4.0)]
    public async Task A_deadline_that_cannot_be_kept_is_said_in_time(string timeout, double seconds)
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        var took = TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1);
        var view = new StandingView(Shop.State) { BeforeRead = () => time.Advance(took / 2) };
        await using var webhook = await Webhook.StartAsync(view, time: time);
        Assert.False((await webhook.ReviewAsync(Requests.Wipe().ToJsonString(), timeout)).Allowed);

        took = TimeSpan.FromSeconds(seconds);
        var answer = await webhook.ReviewAsync(Requests.Wipe().ToJsonString(), timeout);
        Assert.Equal([$"AdmissionGuard allows the UPDATE of shop/web without having judged it: {NoTime}"], answer.Warnings);
        Assert.Equal(("allow", "deadline"), (answer.Annotations["verdict"], answer.Annotations["not-judged"]));
        Assert.Contains(
            "Warning 1002 Did not judge UPDATE of shop/web: deadline, allowed: True, request 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c", webhook.Logged);
    }

    [Fact]
    public async Task With_onFailure_deny_it_is_denied_and_says_what_to_do()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        var view = new StandingView(Shop.State) { BeforeRead = () => time.Advance(TimeSpan.FromSeconds(9)) };
        await using var webhook = await Webhook.StartAsync(view, new WebhookConfiguration { OnFailure = FailureMode.Deny }, time);
        Assert.Equal(
            $"""
            AdmissionGuard could not judge the UPDATE of NetworkPolicy shop/web
            {NoTime}; what cannot be judged is denied here (onFailure: deny)
            id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c
            """,
            (await webhook.ReviewAsync(Requests.Wipe().ToJsonString())).Message);
    }

    [Fact]
    public async Task A_bug_is_no_outage_and_its_stack_is_in_the_log_alone()
    {
        var view = new StandingView(Shop.State) { BeforeRead = () => throw new InvalidOperationException("a bug") };
        await using var webhook = await Webhook.StartAsync(view);
        var answer = await webhook.ReviewAsync(Requests.Wipe().ToJsonString());
        Assert.Equal([$"AdmissionGuard allows the UPDATE of shop/web without having judged it: {OwnError}"], answer.Warnings);
        Assert.Equal("error", answer.Annotations["not-judged"]);
        Assert.Equal(
            "Error 1003 An error kept UPDATE of shop/web from being judged, request 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c", webhook.Logged[0]);
    }

    [Theory]
    [InlineData("labels: {kubernetes.io/metadata.name: shop}", false)]
    [InlineData("labels: {kubernetes.io/metadata.name: shop, admission-guard.io/mode: warn}", true)]
    [InlineData("deletionTimestamp: 2026-01-01T00:00:00Z", true)]
    public async Task A_bug_denies_nothing_where_nothing_is_ever_denied(string metadata, bool isAllowed)
    {
        var reads = 0;
        var shop = Shop.Yaml.Replace("labels: {kubernetes.io/metadata.name: shop, team: shop}", metadata, StringComparison.Ordinal);
        var view = new StandingView(StandingView.State(shop))
        {
            BeforeRead = () => _ = ++reads > 1 ? throw new InvalidOperationException("a bug in a rule") : 0,
        };
        await using var webhook = await Webhook.StartAsync(view, new WebhookConfiguration { OnFailure = FailureMode.Deny });
        var answer = await webhook.ReviewAsync(Requests.Wipe().ToJsonString());
        Assert.Equal((isAllowed, "error"), (answer.Allowed, answer.Annotations["not-judged"]));
    }

    [Fact]
    public async Task A_thousand_rules_and_ten_thousand_blocks_are_judged_within_the_usual_timeout()
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        var created = await webhook.ReviewAsync(Requests.Create(Requests.Policy(Requests.Huge())).ToJsonString());
        Assert.DoesNotContain("not-judged", created.Annotations.Keys);
        var emptied = await webhook.ReviewAsync(
            Requests.Update(Requests.Policy(Requests.Huge()), Requests.Policy("""{"podSelector":{},"policyTypes":["Ingress"]}""")).ToJsonString());
        Assert.DoesNotContain("not-judged", emptied.Annotations.Keys);
        Assert.Contains("ingress-rules-removed", emptied.Findings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_given_up_in_time_where_the_timeout_is_shorter_than_the_work()
    {
        // The body itself may take longer than a short timeout on a busy machine; what is shorter here is the work.
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        var view = new StandingView(Shop.State) { BeforeRead = () => time.Advance(TimeSpan.FromSeconds(1)) };
        await using var webhook = await Webhook.StartAsync(view, time: time);
        var answer = await webhook.ReviewAsync(Requests.Create(Requests.Policy(Requests.Huge())).ToJsonString(), "1s");
        Assert.Equal([$"AdmissionGuard allows the CREATE of shop/web without having judged it: {NoTime}"], answer.Warnings);
    }
}
