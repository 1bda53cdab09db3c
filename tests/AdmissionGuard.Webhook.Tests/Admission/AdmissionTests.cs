using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Webhook.State;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>What is denied, what is not and why, in the words that people read.</summary>
public sealed class AdmissionTests
{
    private const string Digest = "ingress-rules-removed=f7056f48";

    [Fact]
    public async Task A_denial_names_the_verdict_both_ways_out_each_finding_and_the_request()
    {
        var answer = await AskAsync(Requests.Wipe());
        Assert.Equal(
            $"""
            AdmissionGuard denies the UPDATE of NetworkPolicy shop/web: ingress-rules-removed
            to let just this change pass annotate the policy with admission-guard.io/acknowledge: "{Digest}"; or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)
            - deny ingress-rules-removed (spec.ingress): policy "shop/web" loses all it admitted: shop/gateway[Pod] to shop/web[Pod] on TCP 8080. Restore the rules, or first apply another policy that admits these sources.
            id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c
            """,
            answer.Message);
        Assert.Equal(
            ["verdict=deny", "findings=ingress-rules-removed", "lost=1", "gained=0", "simulated-pods=1", "state-age-seconds=0"],
            answer.Annotations.Select(item => $"{item.Key}={item.Value}"));
    }

    [Fact]
    public async Task The_annotation_that_a_denial_names_lets_the_change_pass_and_no_other()
    {
        Assert.True((await AskAsync(Requests.Wipe(acknowledgement: Digest))).Allowed);
        Assert.False((await AskAsync(Requests.Wipe("other", Digest))).Allowed);
        Assert.Equal("audit", (await AskAsync(Requests.Wipe(acknowledgement: Digest))).Annotations["verdict"]);
    }

    [Fact]
    public async Task A_deletion_is_acknowledged_by_the_command_that_the_denial_prints()
    {
        var guard = GuardConfiguration.Default with
        {
            Actions = GuardConfiguration.Default.Actions.Add("isolation-ends", new RuleActions(null, null, Verdict.Deny)),
        };
        var configuration = WebhookConfiguration.Default with { Guard = guard };
        var answer = await AskAsync(Requests.Delete(Requests.Policy(Requests.Full)), configuration);
        var command = answer.Message.Split('\n')[1];
        Assert.StartsWith(
            "to let just this deletion pass: kubectl annotate networkpolicy -n shop web --overwrite admission-guard.io/acknowledge=\"isolation-ends=", command, StringComparison.Ordinal);
        var digest = command.Split('"')[1];
        Assert.True((await AskAsync(Requests.Delete(Requests.Policy(Requests.Full, acknowledgement: digest)), configuration)).Allowed);
    }

    [Fact]
    public async Task An_acknowledgement_counts_only_from_those_who_may()
    {
        var configuration = WebhookConfiguration.Default with { AcknowledgeGroups = ["netadmins"] };
        var answer = await AskAsync(Requests.Wipe(acknowledgement: Digest), configuration);
        Assert.Equal(
            "the annotation on it does not count, as it is not set by one who may; a member of netadmins can let just this change pass by annotating the policy with "
            + $"admission-guard.io/acknowledge: \"{Digest}\"; or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)",
            answer.Message.Split('\n')[1]);
        Assert.True((await AskAsync(Requests.Wipe(acknowledgement: Digest).By("bob", "netadmins"), configuration)).Allowed);
    }

    [Theory]
    [InlineData("system:serviceaccount:kube-system:namespace-controller", "controller", 0)]
    [InlineData("system:serviceaccount:kube-system:generic-garbage-collector", "controller", 0)]
    [InlineData("system:kube-controller-manager", "controller", 0)]
    [InlineData("breakglass", "user", 1)]
    public async Task Some_users_are_never_denied(string user, string why, int warnings)
    {
        var answer = await AskAsync(Requests.Wipe().By(user), WebhookConfiguration.Default with { ExemptUsers = ["breakglass"] });
        Assert.True(answer.Allowed);
        Assert.Equal(why, answer.Annotations["exempt"]);
        Assert.Equal(warnings, answer.Warnings.Count);
    }

    [Fact]
    public async Task Groups_and_namespaces_can_be_exempt_and_are_told_what_would_have_been()
    {
        Assert.Equal(
            ["would be denied, but is exempt (group): ingress-rules-removed: shop/web: policy \"shop/web\" loses all it admitted: shop/gateway[Pod] to shop/web[Pod] on TCP 8080"],
            (await AskAsync(Requests.Wipe(), WebhookConfiguration.Default with { ExemptGroups = ["devs"] })).Warnings);
        Assert.Equal("namespace", (await AskAsync(Requests.Wipe(), WebhookConfiguration.Default with { ExemptNamespaces = ["shop"] })).Annotations["exempt"]);
    }

    [Fact]
    public async Task Masters_are_not_exempt() => Assert.False((await AskAsync(Requests.Wipe().By("admin", "system:masters"))).Allowed);

    [Fact]
    public async Task Nothing_is_denied_in_a_namespace_that_is_being_deleted()
    {
        var state = Shop.State with { Namespaces = [.. Shop.State.Namespaces.Select(item => item.Name == "shop" ? item with { IsTerminating = true } : item)] };
        var answer = await AskAsync(Requests.Wipe(), view: new StandingView(state));
        Assert.Equal((true, "terminating"), (answer.Allowed, answer.Annotations["exempt"]));
    }

    [Theory]
    [InlineData("enforce", false, "")]
    [InlineData("warn", true, "would be denied in mode enforce: ingress-rules-removed: shop/web: policy \"shop/web\" loses all it admitted: shop/gateway[Pod] to shop/web[Pod] on TCP 8080")]
    [InlineData("audit", true, "")]
    [InlineData("off", true, "")]
    [InlineData("enforced", false, "")]
    public async Task A_namespace_caps_what_happens(string mode, bool allowed, string warning)
    {
        var answer = await AskAsync(Requests.Wipe(), view: new StandingView(WithMode(mode)));
        Assert.Equal((allowed, warning), (answer.Allowed, string.Join('\n', answer.Warnings)));
        Assert.Equal(mode != "off", answer.Findings.Length > 0);
    }

    [Fact]
    public async Task A_mode_that_is_misspelt_is_said_and_enforces() => Assert.Contains(
        "namespace shop: label admission-guard.io/mode is \"enforced\", which is none of enforce, warn, audit and off; enforce is assumed",
        (await AskAsync(Requests.Create(Requests.Policy(Requests.Full)), view: new StandingView(WithMode("enforced")))).Warnings);

    [Fact]
    public async Task State_that_is_old_denies_nothing_and_says_how_old_it_is()
    {
        var answer = await AskAsync(Requests.Wipe(), view: new StandingView(Shop.State) { Age = TimeSpan.FromSeconds(240.7) });
        Assert.Equal(
            ["not denied, as the cluster was last heard of 240 s ago: ingress-rules-removed: shop/web: policy \"shop/web\" loses all it admitted: shop/gateway[Pod] to shop/web[Pod] on TCP 8080"],
            answer.Warnings);
        Assert.Equal("240", answer.Annotations["state-age-seconds"]);
        Assert.False((await AskAsync(Requests.Wipe(), view: new StandingView(Shop.State) { Age = TimeSpan.FromSeconds(180) })).Allowed);
    }

    [Fact]
    public async Task A_dry_run_of_what_another_policy_can_cure_is_warned_of()
    {
        var view = new StandingView(Shop.State);
        var answer = await AskAsync(Requests.Wipe().DryRun(), view: view);
        Assert.Equal(
            [
                "would be denied: ingress-rules-removed: shop/web: policy \"shop/web\" loses all it admitted: shop/gateway[Pod] to shop/web[Pod] on TCP 8080",
                $"to let shop/web pass annotate it with admission-guard.io/acknowledge: \"{Digest}\", or first apply a policy that makes up for it",
            ],
            answer.Warnings);
        Assert.Equal(0, view.Lists);
    }

    [Fact]
    public async Task A_dry_run_of_what_nothing_cures_is_denied()
    {
        const string Ignored = """{"podSelector":{},"egress":[{}],"policyTypes":["Ingress"]}""";
        var answer = await AskAsync(Requests.Create(Requests.Policy(Ignored)).DryRun());
        Assert.False(answer.Allowed);
        Assert.DoesNotContain("or first apply", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_denied_never_lists()
    {
        var view = new StandingView(Shop.State);
        await AskAsync(Requests.Create(Requests.Policy(Requests.Full)), view: view);
        Assert.Equal(0, view.Lists);
    }

    [Fact]
    public async Task Before_and_after_come_from_the_request_and_not_from_the_state()
    {
        var view = new StandingView(Shop.State with { Policies = [Requests.Decoded(Requests.Empty)] });
        Assert.False((await AskAsync(Requests.Wipe(), view: view)).Allowed);
        view = new StandingView(Shop.State with { Policies = [Requests.Decoded(Requests.Full)] });
        Assert.True((await AskAsync(Requests.Update(Requests.Policy(Requests.Empty), Requests.Policy(Requests.Full)), view: view)).Allowed);
    }

    [Fact]
    public async Task With_disclosure_by_namespace_foreign_names_are_counts()
    {
        const string Everybody = """{"podSelector":{"matchLabels":{"app":"web"}},"ingress":[{"from":[{"namespaceSelector":{}}]}],"policyTypes":["Ingress","Egress"]}""";
        var answer = await AskAsync(
            Requests.Update(Requests.Policy(Everybody), Requests.Policy(Requests.Empty.Replace("\"Ingress\"", "\"Ingress\",\"Egress\"", StringComparison.Ordinal))),
            WebhookConfiguration.Default with { Disclosure = Disclosure.Namespace });
        Assert.Contains("shop/db[Pod], shop/gateway[Pod], and 2 workloads of other namespaces", answer.Message.Replace(" and shop", ", shop", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("bank", answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kube-system", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_denial_is_one_line_in_the_log_and_no_body_is()
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        await webhook.ReviewAsync(Requests.Wipe().ToJsonString());
        await webhook.ReviewAsync(Requests.Create(Requests.Policy(Requests.Full)).ToJsonString());
        Assert.Collection(
            webhook.Logged,
            line => Assert.StartsWith("Information 1000 Denied UPDATE of shop/web for alice by ingress-rules-removed in ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Debug 1001 Allowed CREATE of shop/web for alice with verdict warn in ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(webhook.Logged, line => line.Contains("podSelector", StringComparison.Ordinal));
        Assert.Equal(
            ["1000 Operation Namespace Name User Rules ElapsedMs Uid", "1001 Operation Namespace Name User Verdict ElapsedMs Uid"], webhook.Fields);
    }

    private static ClusterState WithMode(string mode) => Shop.State with
    {
        Namespaces = [.. Shop.State.Namespaces.Select(item => item.Name == "shop" ? item with { Labels = item.Labels.With("admission-guard.io/mode", mode) } : item)],
    };

    private static async Task<Answer> AskAsync(JsonObject review, WebhookConfiguration? configuration = null, IClusterView? view = null)
    {
        await using var webhook = await Webhook.StartAsync(view ?? new StandingView(Shop.State), configuration);
        return await webhook.ReviewAsync(review.ToJsonString());
    }
}
