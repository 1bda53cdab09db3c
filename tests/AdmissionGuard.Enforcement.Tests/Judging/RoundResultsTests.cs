using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests.Judging;

public sealed class RoundResultsTests
{
    [Theory]
    [InlineData("BBAAAAAA", "++++")]
    [InlineData("AABBAAAA", "----")]
    [InlineData("RRRRAAAA", "++--")]
    [InlineData("BBBBBBBB", "????")]
    [InlineData("RRRRRRRR", "????")]
    [InlineData("????AAAA", "????")]
    [InlineData("BBBB????", "????")]
    [InlineData("AAAABBBB", "--++")]
    public void Blocked_counts_where_its_companion_arrived_and_arrival_counts_always(string round, string results) =>
        Assert.Equal(results, string.Concat(RoundResults.Of(Rounds.Four, Rounds.Observe(Rounds.Four, round)).Select(Sign)));

    [Fact]
    public void A_companion_of_another_port_vouches_for_nothing() => Assert.Equal(
        "?+++", string.Concat(RoundResults.Of(Rounds.Four, Rounds.Observe(Rounds.Four, "BBAABAAA")).Select(Sign)));

    [Fact]
    public void Whatever_else_may_arrive_at_the_same_port_vouches_as_well()
    {
        var open = SomeProbe.Of("open") with { Source = SomeProbe.Pod("shop/a", "10.1.0.7") };
        var plan = Rounds.Four with { Probes = [SomeProbe.Of("taken", Expectation.BeBlocked, companion: "gone"), open] };

        Assert.Equal("++", string.Concat(RoundResults.Of(plan, Rounds.Observe(plan, "BA")).Select(Sign)));
    }

    [Fact]
    public void What_must_be_blocked_and_arrives_vouches_for_nothing()
    {
        var plan = Rounds.Four with
        {
            Probes =
            [
                SomeProbe.Of("taken", Expectation.BeBlocked),
                SomeProbe.Of("arrives", Expectation.BeBlocked) with { Source = SomeProbe.Pod("shop/a", "10.1.0.7") },
            ],
        };

        Assert.Equal("?-", string.Concat(RoundResults.Of(plan, Rounds.Observe(plan, "BA")).Select(Sign)));
    }

    [Fact]
    public void A_probe_that_is_not_spoken_of_or_twice_is_not_known()
    {
        var observations = Rounds.Observe(Rounds.Four, Rounds.Clean);

        Assert.Equal("?+++", string.Concat(RoundResults.Of(Rounds.Four, observations.Skip(1)).Select(Sign)));
        Assert.Equal("?+++", string.Concat(RoundResults.Of(Rounds.Four, observations.Append(observations[0])).Select(Sign)));
    }

    [Fact]
    public void The_reason_names_the_port_at_which_nothing_arrives() => Assert.Equal(
        "nothing arrives at shop/db-0 TCP 1000 (IPv4), not even what must: blocked and unreachable look the same",
        RoundResults.Of(Rounds.Four, Rounds.Observe(Rounds.Four, "BBAABAAA"))[0].Evidence);

    private static char Sign(ProbeResult result) => result.Kind switch { ResultKind.Right => '+', ResultKind.Wrong => '-', _ => '?' };
}
