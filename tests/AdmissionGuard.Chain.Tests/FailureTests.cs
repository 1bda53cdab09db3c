namespace AdmissionGuard.Chain.Tests;

/// <summary>Parts of the chain end, or stop for a while, in the middle of a check; the network does what the policy says all the time.</summary>
public sealed class FailureTests
{
    private const string Policy = "data/postgres-from-orders";

    // Long enough for something to go wrong in the middle.
    private static readonly string[] Trial = ["--rounds", "4", "--timeout-seconds", "45"];

    [Fact]
    public async Task An_agent_that_ends_in_the_middle_and_comes_back_costs_time_and_no_wrong_word()
    {
        await using var chain = await ChainCluster.StartAsync(trial: Trial);
        await BeginAsync(chain);
        await chain.Agents["node-2"].KillAsync();
        await chain.Receipts.WaitAsync(Policy, receipt => receipt.Verdict == "Inconclusive");
        await chain.StartAgentAsync("node-2");

        Assert.Equal("CREATE Enforced: ", $"{await chain.Receipts.FinalAsync(Policy)}");
        Assert.Subset(new HashSet<string?> { null, "Enforced", "Inconclusive" }, chain.Receipts.Of(Policy).Select(receipt => receipt.Verdict).ToHashSet());
    }

    [Fact]
    public async Task A_leader_that_ends_between_plan_and_verdict_is_followed_by_another_which_begins_anew()
    {
        await using var chain = await ChainCluster.StartAsync(trial: Trial);
        await chain.StartControllerAsync("two");
        var begun = await BeginAsync(chain);
        await chain.Controllers["one"].KillAsync();

        var final = await chain.Receipts.FinalAsync(Policy);
        Assert.Equal("CREATE Enforced: ", $"{final}");
        Assert.NotEqual(begun.Run, final.Run);
        Assert.Contains("two leads", chain.Controllers["two"].Lines);
    }

    [Fact]
    public async Task A_leader_that_slept_while_another_took_over_does_not_overwrite_what_that_one_found()
    {
        await using var chain = await ChainCluster.StartAsync(trial: Trial);
        await chain.StartControllerAsync("two");
        var begun = await BeginAsync(chain);
        chain.Controllers["one"].Signal("STOP");
        var taken = await chain.Receipts.WaitAsync(Policy, receipt => receipt.Run != begun.Run);

        // For a moment both believe that they lead.
        chain.Controllers["one"].Signal("CONT");
        var final = await chain.Receipts.FinalAsync(Policy);
        Assert.Equal((taken.Run, "Enforced"), (final.Run, final.Verdict));
        Assert.Equal(
            [begun.Run, taken.Run],
            chain.Receipts.Of(Policy).Select(receipt => receipt.Run).Where((run, i) => i == 0 || run != chain.Receipts.Of(Policy)[i - 1].Run));
    }

    private static async Task<Receipt> BeginAsync(ChainCluster chain)
    {
        await chain.Kubectl.SucceedAsync("apply", "-f", "samples/changes/07-allow-first/orders.yaml");
        return await chain.Receipts.WaitAsync(Policy, receipt => receipt.Verdict == "Enforced");
    }
}
