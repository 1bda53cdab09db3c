using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Tests.Wire;

/// <summary>What two halves that know different things make of a probe.</summary>
public sealed class JoiningTests
{
    private static readonly IpAddress Source = IpAddress.Parse("10.1.0.1")!.Value;
    private static readonly IpAddress Router = IpAddress.Parse("10.1.0.254")!.Value;
    private static readonly Arrival Unseen = new(null, null, null);
    private static readonly Departure Left = new() { Sent = 3, Left = true };

    [Fact]
    public void What_was_seen_has_arrived_even_when_the_source_was_told_that_it_was_refused() => Assert.Equal(
        (Outcome.Arrived, "seen at shop/db-0, from 10.1.0.1"),
        Join(Left with { Answer = Answer.Reset, AnsweredBy = Router }, Unseen with { At = 1, From = Source }));

    [Fact]
    public void What_was_seen_has_arrived_even_when_nobody_saw_it_leave() =>
        Assert.Equal(Outcome.Arrived, Join(new Departure { Sent = 1 }, Unseen with { At = 1, From = Source }).Outcome);

    [Fact]
    public void What_left_and_was_not_seen_is_blocked() => Assert.Equal(
        (Outcome.Blocked, "left shop/web-0 3 times, not seen at shop/db-0 in 0.9 s"), Join(Left, Unseen));

    [Fact]
    public void What_did_not_leave_is_not_blocked() => Assert.Equal(
        (Outcome.Unknown, "never left shop/web-0: something inside takes it, as the sidecar of a mesh does"), Join(Left with { Left = false }, Unseen));

    [Fact]
    public void What_a_blind_observer_did_not_see_is_not_blocked() => Assert.Equal(
        (Outcome.Unknown, "shop/db-0 was not watched: it slept"), Join(Left, Arrival.Unseeing("it slept")));

    [Fact]
    public void What_something_else_answered_is_not_blocked() => Assert.Equal(
        (Outcome.Unknown, "left shop/web-0 3 times, not seen at shop/db-0 in 0.9 s, yet 10.1.0.254 answered: something on the way answers for it"),
        Join(Left with { Answer = Answer.Accepted, AnsweredBy = Router }, Unseen));

    [Theory]
    [InlineData(IpFamily.IPv4, 3, "Rejected")]
    [InlineData(IpFamily.IPv4, 9, "Rejected")]
    [InlineData(IpFamily.IPv4, 10, "Rejected")]
    [InlineData(IpFamily.IPv4, 13, "Rejected")]
    [InlineData(IpFamily.IPv4, 0, "Unknown")]
    [InlineData(IpFamily.IPv4, 1, "Unknown")]
    [InlineData(IpFamily.IPv6, 1, "Rejected")]
    [InlineData(IpFamily.IPv6, 4, "Rejected")]
    [InlineData(IpFamily.IPv6, 5, "Rejected")]
    [InlineData(IpFamily.IPv6, 0, "Unknown")]
    [InlineData(IpFamily.IPv6, 3, "Unknown")]
    public void A_firewalls_ICMP_rejects_and_a_routers_says_nothing(IpFamily family, byte code, string outcome) => Assert.Equal(
        outcome, $"{Join(Left with { Answer = Unreachability.Meaning(family, code), AnsweredBy = Router }, Unseen).Outcome}");

    [Fact]
    public void Nothing_but_an_arrival_or_a_packet_that_left_a_watched_way_is_ever_more_than_unknown()
    {
        foreach (var answer in Enum.GetValues<Answer>())
        {
            foreach (var left in (bool[])[true, false])
            {
                foreach (var failure in (string?[])[null, "no"])
                {
                    foreach (var blind in (string?[])[null, "blind"])
                    {
                        var outcome = Join(
                            new Departure { Sent = 1, Left = left, Failure = failure, Answer = answer, AnsweredBy = Router },
                            new Arrival(null, null, blind)).Outcome;
                        var isKnown = left && failure is null && blind is null && answer is not (Answer.Accepted or Answer.NoRoute);
                        Assert.Equal(isKnown, outcome is Outcome.Blocked or Outcome.Rejected);
                        Assert.NotEqual(Outcome.Arrived, outcome);
                    }
                }
            }
        }
    }

    private static (Outcome Outcome, string Evidence) Join(Departure departure, Arrival arrival) =>
        Joining.Join(new Flow(new ProbeToken(1), SomeProbe.Of(), Source), departure, arrival, TimeSpan.FromSeconds(0.9), null);
}
