using AdmissionGuard.Core.Model;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>A denial that another policy can cure waits for what the API server itself knows.</summary>
public sealed class SecondLookTests
{
    private const string Digest = "ingress-rules-removed=f7056f48";
    private static readonly NetworkPolicy Cure = Requests.Decoded(Requests.Full, "web-new");

    [Fact]
    public async Task A_policy_that_was_just_added_cures_though_word_of_it_has_not_come()
    {
        var view = new StandingView(Shop.State);
        view.Store(Cure.Key, Cure);
        await using var webhook = await Webhook.StartAsync(view);
        var answer = await webhook.ReviewAsync(Requests.Wipe().ToJsonString());
        Assert.Equal((true, 1), (answer.Allowed, view.Lists));
        Assert.Equal("", answer.Findings);
    }

    [Fact]
    public async Task A_policy_that_was_just_deleted_cures_no_more()
    {
        var view = new StandingView(Shop.State with { Policies = [Cure] });
        view.Store(Cure.Key, null);
        await using var webhook = await Webhook.StartAsync(view);

        // Word of the deletion has not come: by what is known, nothing is lost, and nothing is asked.
        Assert.True((await webhook.ReviewAsync(Requests.Wipe().ToJsonString())).Allowed);
        view.HearOfAll();
        Assert.False((await webhook.ReviewAsync(Requests.Wipe().ToJsonString())).Allowed);
    }

    [Fact]
    public async Task An_API_server_that_does_not_answer_leaves_the_denial_and_says_so()
    {
        var view = new StandingView(Shop.State) { BeforeList = _ => throw new HttpRequestException("Connection refused") };
        await using var webhook = await Webhook.StartAsync(view);
        var answer = await webhook.ReviewAsync(Requests.Wipe().ToJsonString());
        Assert.Equal(
            $"""
            AdmissionGuard denies the UPDATE of NetworkPolicy shop/web: ingress-rules-removed
            to let just this change pass annotate the policy with admission-guard.io/acknowledge: "{Digest}"; or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)
            - deny ingress-rules-removed (spec.ingress): policy "shop/web" loses all it admitted: shop/gateway[Pod] to shop/web[Pod] on TCP 8080. Restore the rules, or first apply another policy that admits these sources.
            the policies of this namespace could not be read anew from the API server: if one was just added that helps, try again
            id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c
            """,
            answer.Message);
        Assert.Contains(
            webhook.Logged,
            line => line.StartsWith("Warning 1005 Could not read the policies of shop anew before denying web, request 0ed7", StringComparison.Ordinal)
                && line.EndsWith(": Connection refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_never_ends_takes_half_of_what_time_is_left()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        var listing = new TaskCompletionSource();
        var view = new StandingView(Shop.State)
        {
            BeforeList = async cancellation =>
            {
                listing.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            },
        };
        await using var webhook = await Webhook.StartAsync(view, time: time);
        var asking = webhook.ReviewAsync(Requests.Wipe().ToJsonString(), "5s");
        await listing.Task;

        // Four fifths of 5 s are for the work, half of them for the list.
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.Async(() => asking.IsCompleted);
        var answer = await asking;
        Assert.Contains("\nthere was no time to read the policies of this namespace anew: if one was just added that helps, try again\nid: ", answer.Message, StringComparison.Ordinal);
        Assert.Contains(webhook.Logged, line => line.StartsWith("Warning 1006 There was no time to read the policies of shop anew before denying web", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_no_policy_can_cure_is_denied_without_a_look()
    {
        var view = new StandingView(Shop.State);
        await using var webhook = await Webhook.StartAsync(view);
        var ignored = Requests.Create(Requests.Policy("""{"podSelector":{},"egress":[{}],"policyTypes":["Ingress"]}"""));
        Assert.False((await webhook.ReviewAsync(ignored.ToJsonString())).Allowed);
        Assert.Equal(0, view.Lists);
    }
}
