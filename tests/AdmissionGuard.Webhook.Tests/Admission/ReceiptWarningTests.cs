using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Receipts;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>The warning that the CNI did not enforce policies.</summary>
public sealed class ReceiptWarningTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 3, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_next_admissions_say_that_the_network_did_not_enforce_before_what_they_find()
    {
        var answer = await ReviewAsync(new ObjectKey("shop", "db"));
        Assert.Equal(
            "this cluster's CNI did not enforce policies at 12:03 UTC, seen at NetworkPolicy shop/db; kubectl get enforcementchecks -n shop",
            answer.Warnings[0]);
        Assert.StartsWith("isolation-starts: ", answer.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_messages_name_one_namespace_only_it_names_no_other() => Assert.Equal(
        "this cluster's CNI enforced policies only in part at 12:03 UTC, seen at a NetworkPolicy of another namespace",
        (await ReviewAsync(new ObjectKey("bank", "teller"), "Partial", Disclosure.Namespace)).Warnings[0]);

    [Fact]
    public async Task A_policy_of_the_longest_name_makes_it_no_longer_than_a_warning_may_be()
    {
        var warning = (await ReviewAsync(new ObjectKey(new string('n', 63), new string('p', 253)), "Partial")).Warnings[0];
        Assert.InRange(warning.Length, 1, 256);
        Assert.Contains(" at 12:03 UTC", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_controller_of_the_cluster_does_is_not_commented()
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State), receipts: Receipts(new ObjectKey("shop", "db"), "NotEnforced"));
        var request = Requests.Create(Requests.Policy(Requests.Full)).By("system:kube-controller-manager");
        Assert.Empty((await webhook.ReviewAsync(request.ToJsonString())).Warnings);
    }

    private static async Task<Answer> ReviewAsync(ObjectKey policy, string verdict = "NotEnforced", Disclosure disclosure = Disclosure.Cluster)
    {
        await using var webhook = await Webhook.StartAsync(
            new StandingView(Shop.State), new WebhookConfiguration { Disclosure = disclosure }, receipts: Receipts(policy, verdict));
        return await webhook.ReviewAsync(Requests.Create(Requests.Policy(Requests.Full)).ToJsonString());
    }

    private static EnforcementReceipts Receipts(ObjectKey policy, string verdict)
    {
        var receipts = new EnforcementReceipts(new FakeTime(Noon));
        receipts.Upsert(new WatchedObject<EnforcementReceipt>(
            policy, "uid", "1", new EnforcementReceipt { Status = new ReceiptStatus("Done", verdict, Noon) }));
        return receipts;
    }
}
