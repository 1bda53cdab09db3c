using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests.Judging;

public sealed class TrialTests
{
    private const string Clean = Rounds.Clean;
    private const string Ignored = "AAAAAAAA";

    [Fact]
    public void One_clean_round_is_enough_for_a_provisional_verdict()
    {
        var trial = Rounds.Run(Rounds.Four, [Clean]);

        Assert.Equal((EnforcementVerdict.Enforced, false, TimeSpan.FromSeconds(1)), (trial.Verdict, trial.IsOver, trial.Latency));
        Assert.Empty(trial.Reasons);
    }

    [Fact]
    public void After_24_clean_rounds_it_is_final()
    {
        Assert.False(Rounds.Run(Rounds.Four, Enumerable.Repeat(Clean, 23)).IsOver);
        Assert.True(Rounds.Run(Rounds.Four, Enumerable.Repeat(Clean, 24)) is { IsOver: true, Verdict: EnforcementVerdict.Enforced });
    }

    [Fact]
    public void After_60_seconds_of_clean_rounds_it_is_final_too() =>
        Assert.Equal((true, 7), (Rounds.Run(Rounds.Four, Enumerable.Repeat(Clean, 7), seconds: 10) is var trial && trial.IsOver, trial.Rounds));

    [Fact]
    public void A_network_that_enforces_late_is_enforcing_and_the_time_is_told()
    {
        var trial = Rounds.Run(Rounds.Four, [.. Enumerable.Repeat("AABAAAAA", 9), .. Enumerable.Repeat(Clean, 24)]);

        Assert.Equal((EnforcementVerdict.Enforced, true, TimeSpan.FromSeconds(10)), (trial.Verdict, trial.IsOver, trial.Latency));
    }

    [Fact]
    public void A_network_that_ignores_policies_has_until_the_timeout()
    {
        Assert.True(Rounds.Run(Rounds.Four, Enumerable.Repeat(Ignored, 59)) is { Verdict: EnforcementVerdict.NotEnforced, IsOver: false });
        Assert.True(Rounds.Run(Rounds.Four, Enumerable.Repeat(Ignored, 60)) is { Verdict: EnforcementVerdict.NotEnforced, IsOver: true, Latency: null });
    }

    [Theory]
    [InlineData("BAAAAAAA", "must be blocked and arrives: shop/web-0 → shop/db-0 TCP 1001 (IPv4); all of them are forbidden by egress rules")]
    [InlineData("BBBAAAAA", "must arrive and is blocked: shop/web-0 → shop/db-0 TCP 1002 (IPv4)")]
    [InlineData("BBABAAAA", "must arrive and is blocked: shop/web-0 → shop/db-0 TCP 1003 (IPv4)")]
    [InlineData("BBBBAAAA", "must arrive and is blocked: shop/web-0 → shop/db-0 TCP 1002 (IPv4), shop/web-0 → shop/db-0 TCP 1003 (IPv4)")]
    public void What_is_done_in_part_is_partial(string round, string reason)
    {
        var trial = Rounds.Run(Rounds.Four, Enumerable.Repeat(round, 60));

        Assert.Equal((EnforcementVerdict.Partial, true), (trial.Verdict, trial.IsOver));
        Assert.Equal([reason], trial.Reasons);
    }

    [Fact]
    public void A_network_that_blocks_even_what_vouches_tells_nothing() =>
        Assert.Equal(EnforcementVerdict.Inconclusive, Rounds.Run(Rounds.Four, Enumerable.Repeat("BBBBBBBB", 60)).Verdict);

    [Fact]
    public void A_way_that_is_cut_is_not_enforced_by_what_arrives_another_way()
    {
        // Two connections to one port; the first one's companion, which takes its way, does not arrive, the other's does.
        var plan = Rounds.Plan([(ProbeRole.MustBeBlocked, Direction.Ingress), (ProbeRole.MustStay, null)], sharesPort: true);
        var trial = Rounds.Run(plan, Enumerable.Repeat("BABA", 60));

        Assert.Equal((EnforcementVerdict.Inconclusive, true, null), (trial.Verdict, trial.IsOver, trial.Latency));
        Assert.Equal(
            ["not proven: shop/web-0 → shop/db-0 TCP 1000 (IPv4): what vouches for it did not arrive at shop/db-0 TCP 1000 (IPv4), "
                + "only something else did: a cut way looks the same"],
            trial.Reasons);
    }

    [Fact]
    public void What_was_blocked_before_as_well_does_not_show_the_change()
    {
        var plan = Rounds.Plan((ProbeRole.MustBeBlocked, Direction.Ingress), (ProbeRole.MustStay, Direction.Ingress), (ProbeRole.MustBeOpen, null));

        Assert.Equal(EnforcementVerdict.NotEnforced, Rounds.Run(plan, ["ABBAAA"]).Verdict);
        Assert.Equal(EnforcementVerdict.Partial, Rounds.Run(plan, ["ABAAAA"]).Verdict);
    }

    [Fact]
    public void A_change_that_only_opens_is_never_enforced_by_what_arrives()
    {
        var trial = Rounds.Run(Rounds.Plan((ProbeRole.MustBeOpen, null), (ProbeRole.MustStay, null)), Enumerable.Repeat("AAAA", 24));

        Assert.Equal((EnforcementVerdict.Inconclusive, true), (trial.Verdict, trial.IsOver));
        Assert.Equal(["nothing was probed that must be blocked: where policies are ignored all would look the same"], trial.Reasons);
    }

    [Fact]
    public void A_direction_without_proof_keeps_the_verdict_open()
    {
        var plan = Rounds.Four with { Unprobed = [new Unprobed("shop/db egress", "it selects no running pod", IsGap: true)] };
        var trial = Rounds.Run(plan, Enumerable.Repeat(Clean, 24));

        Assert.Equal((EnforcementVerdict.Inconclusive, true), (trial.Verdict, trial.IsOver));
        Assert.Equal(["no proof for shop/db egress: it selects no running pod"], trial.Reasons);
    }

    [Fact]
    public void Wrong_after_clean_is_flaky_and_partial_at_once()
    {
        var trial = Rounds.Run(Rounds.Four, [.. Enumerable.Repeat(Clean, 8), "BAAAAAAA", Clean]);

        Assert.Equal((EnforcementVerdict.Partial, true, 9), (trial.Verdict, trial.IsOver, trial.Rounds));
        Assert.StartsWith("flaky, right and then wrong after the network had settled: shop/web-0 → shop/db-0 TCP 1001", trial.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void While_the_network_settles_a_clean_round_may_be_chance()
    {
        var trial = Rounds.Run(Rounds.Four, [Clean, Clean, "BAAAAAAA", .. Enumerable.Repeat(Clean, 24)]);

        Assert.Equal((EnforcementVerdict.Enforced, true, 27, TimeSpan.FromSeconds(4)), (trial.Verdict, trial.IsOver, trial.Rounds, trial.Latency));
    }

    [Fact]
    public void A_probe_that_comes_and_goes_without_ever_a_clean_round_is_partial() => Assert.Equal(
        EnforcementVerdict.Partial,
        Rounds.Run(Rounds.Four, Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "ABAAAAAA" : "BAAAAAAA")).Verdict);

    [Fact]
    public void A_round_that_tells_nothing_neither_counts_nor_spoils()
    {
        var trial = Rounds.Run(Rounds.Four, [.. Enumerable.Repeat(Clean, 12), "?BAAAAAA", .. Enumerable.Repeat(Clean, 12)]);

        Assert.Equal((EnforcementVerdict.Enforced, true, 25), (trial.Verdict, trial.IsOver, trial.Rounds));
    }

    [Fact]
    public void A_pod_that_dies_leaves_the_verdict_open()
    {
        var trial = Rounds.Run(Rounds.Four, [.. Enumerable.Repeat(Clean, 12), .. Enumerable.Repeat("?BAAAAAA", 60)]);

        Assert.Equal((EnforcementVerdict.Inconclusive, true), (trial.Verdict, trial.IsOver));
        Assert.Equal(["not known: shop/web-0 → shop/db-0 TCP 1000 (IPv4): saw ?"], trial.Reasons);
    }

    [Fact]
    public void Rejected_is_blocked_and_is_named()
    {
        var trial = Rounds.Run(Rounds.Four, Enumerable.Repeat("RRAAAAAA", 24));

        Assert.Equal(EnforcementVerdict.Enforced, trial.Verdict);
        Assert.Equal(["2 of 4 connections are rejected with an answer, not dropped"], trial.Reasons);
    }

    [Fact]
    public void Nothing_to_probe_is_over_before_it_begins() => Assert.True(
        Trial.Begin(ProbePlan.Empty, TrialOptions.Default, Rounds.Start) is
        { IsOver: true, Verdict: EnforcementVerdict.Inconclusive, Reasons: ["there is nothing to probe"] });

    [Fact]
    public void Rounds_come_fast_at_first_and_slowly_once_one_was_clean()
    {
        Assert.Equal(
            [100, 200, 200, 200, 200],
            Enumerable.Range(1, 5).Select(rounds => Rounds.Run(Rounds.Four, Enumerable.Repeat(Ignored, rounds)).Pause.TotalMilliseconds));
        Assert.Equal(2, Rounds.Run(Rounds.Four, [Clean]).Pause.TotalSeconds);
    }
}
