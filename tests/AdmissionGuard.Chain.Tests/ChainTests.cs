using System.Text.RegularExpressions;
using AdmissionGuard.DataPlane;
using AdmissionGuard.Verifier.Tests;
using AdmissionGuard.Webhook.Tests.EndToEnd;

namespace AdmissionGuard.Chain.Tests;

/// <summary>A change goes all the way: kubectl, API server, webhook, controller, agents, packets, receipt.</summary>
public sealed partial class ChainTests(Chains chains) : IClassFixture<Chains>
{
    private const string Change = "samples/changes/07-allow-first/orders.yaml";
    private const string Policy = "data/postgres-from-orders";
    private const string Closed = "data/postgres";

    public static TheoryData<ServerKind> Servers => StartedServer.Kinds;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_policy_is_applied_admitted_enforced_and_proven_and_so_is_its_deletion(ServerKind kind)
    {
        var chain = await chains.OnAsync(kind);
        Assert.Equal(
            "networkpolicy.networking.k8s.io/postgres-from-orders created\n", await chain.Kubectl.SucceedAsync("apply", "-f", Change));
        var first = await chain.Receipts.WaitAsync(Policy, receipt => receipt.Verdict == "Enforced");
        Assert.True(first.IsProvisional, $"{first}");
        Assert.Equal("CREATE Enforced: ", $"{await chain.Receipts.FinalAsync(Policy)}");
        Assert.Matches(@"^postgres-from-orders +postgres-from-orders +Enforced +false +(\d+)/\1 +\d+\.\ds +\d+s\n$", await RowsAsync(chain));
        await EventAsync(chain, Policy, "Normal", "Enforced");

        await chain.Kubectl.SucceedAsync("delete", "-f", Change);
        Assert.Equal("DELETE Enforced: ", $"{await chain.Receipts.FinalAsync(Policy, "DELETE")}");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_CNI_that_ignores_policies_is_seen_in_kubectl_as_the_first_page_shows_it(ServerKind kind)
    {
        var chain = await chains.OnAsync(kind);
        chain.Cni.Become(StandInMode.IgnoresEverything);
        await ShownSession.HoldsAsync("README.md", $"kubectl apply -f {Change}", async command =>
        {
            if (!command.StartsWith("kubectl apply", StringComparison.Ordinal))
            {
                await chain.Receipts.WaitAsync(Policy, receipt => receipt.IsFinal && receipt.Verdict == "NotEnforced");
                await EventAsync(chain, Policy, "Warning", "NotEnforced");
            }

            var result = await chain.Kubectl.RunAsync([.. ShownSession.Words(command).Skip(1)]);
            return (result.ExitCode, SomeAge(result.Error + result.Output));
        });
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_CNI_that_enforces_on_one_node_of_two_is_told_from_one_that_ignores(ServerKind kind)
    {
        var chain = await chains.OnAsync(kind);
        chain.Cni.Become(StandInMode.RightOnOneNode);
        var (near, far) = (chain.Network.PodOn("node-1", "data"), chain.Network.PodOn("node-2", "data"));
        await chain.Kubectl.SucceedAsync("apply", "--server-side", "-f", "samples/changes/08-acknowledged");
        var final = await chain.Receipts.FinalAsync(Closed, "UPDATE");
        Assert.Equal("Partial", final.Verdict);
        Assert.StartsWith("must be blocked and arrives: ", final.Reasons.First(), StringComparison.Ordinal);
        var wrong = final.Lines.Where(line => line.StartsWith('✗')).ToList();
        Assert.NotEmpty(wrong);
        Assert.All(wrong, line => Assert.Contains($" → {far} ", line, StringComparison.Ordinal));
        Assert.Contains(final.Lines, line => line.StartsWith('✓') && line.Contains($" → {near} ", StringComparison.Ordinal) && line.Contains("must be blocked", StringComparison.Ordinal));
        await EventAsync(chain, Closed, "Warning", "Partial");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_CNI_that_enforces_late_is_told_how_late(ServerKind kind)
    {
        var chain = await chains.OnAsync(kind);
        chain.Cni.Delay = TimeSpan.FromSeconds(3);
        await chain.Kubectl.SucceedAsync("apply", "--server-side", "-f", "samples/changes/08-acknowledged");

        // What a receipt says in between depends on when the first round begins, and so on the machine.
        var final = await chain.Receipts.FinalAsync(Closed, "UPDATE");
        Assert.Equal("UPDATE Enforced: ", $"{final}");
        Assert.InRange(final.Latency, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task What_the_webhook_denies_never_reaches_the_companion(ServerKind kind)
    {
        var chain = await chains.OnAsync(kind);
        var denied = await chain.Kubectl.RunAsync("apply", "--server-side", "-f", "samples/changes/01-template-renders-empty-ingress");
        Assert.Equal(1, denied.ExitCode);
        Assert.Contains("denied the request: AdmissionGuard denies the UPDATE of NetworkPolicy data/postgres", denied.Error, StringComparison.Ordinal);

        // Whatever the controller has seen it has seen before what comes after.
        await chain.Kubectl.SucceedAsync("apply", "-f", Change);
        await chain.Receipts.FinalAsync(Policy);
        Assert.Empty(chain.Receipts.Of(Closed));
    }

    private static Task<string> RowsAsync(ChainCluster chain) =>
        chain.Kubectl.SucceedAsync("get", "enforcementchecks", "-n", "data", "--no-headers");

    // An Event comes a moment after the receipt that it speaks of.
    private static Task EventAsync(ChainCluster chain, string policy, string type, string reason)
    {
        var parts = policy.Split('/');
        return Eventually.Async(
            async () => (await chain.Kubectl.SucceedAsync("events", "--for", $"networkpolicy/{parts[1]}", "-n", parts[0], "--no-headers"))
                .Split('\n').Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var one, var other, ..] && (one, other) == (type, reason)),
            $"an Event {reason} of {policy}");
    }

    private static string SomeAge(string printed) => Age().Replace(printed, match => "5s".PadRight(match.Value.EndsWith('s') ? 0 : match.Length));

    [GeneratedRegex(@"^\d+s +(?=Warning|Normal)|(?<= )\d+s$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Age();
}
