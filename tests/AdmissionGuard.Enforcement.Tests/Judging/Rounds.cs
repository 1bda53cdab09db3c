using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests.Judging;

/// <summary>
/// A plan of a few probes, and rounds as short texts: a letter for each probe in the plan's order, A arrived, B blocked, R rejected,
/// ? unknown.
/// </summary>
internal static class Rounds
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Two connections that must be blocked (ingress, egress), one that must be open, one that must stay, each with its own companion:
    /// eight letters a round.
    /// </summary>
    public static readonly ProbePlan Four = Plan(
        (ProbeRole.MustBeBlocked, Direction.Ingress), (ProbeRole.MustBeBlocked, Direction.Egress), (ProbeRole.MustBeOpen, null), (ProbeRole.MustStay, null));

    /// <summary>The round in which everything is as it should be.</summary>
    public const string Clean = "BBAAAAAA";

    public static ProbePlan Plan(params (ProbeRole Role, Direction? ForbiddenBy)[] judged) => Plan(judged, sharesPort: false);

    /// <summary>The same; when they share a port, what arrives of one is a witness for all.</summary>
    public static ProbePlan Plan((ProbeRole Role, Direction? ForbiddenBy)[] judged, bool sharesPort)
    {
        var probes = judged.Select((item, i) => SomeProbe.Of($"judged-{i}") with
        {
            Role = item.Role,
            Expectation = item.ForbiddenBy is null ? Expectation.Arrive : Expectation.BeBlocked,
            ForbiddenBy = item.ForbiddenBy is { } direction ? [direction] : [],
            Companion = $"companion-{i}",
            Port = sharesPort ? 1000 : 1000 + i,
        }).ToList();
        var companions = probes.Select((probe, i) => probe with
        {
            Id = $"companion-{i}",
            Source = SomeProbe.Pod("shop/friend", "10.1.0.9", "b"),
            Role = ProbeRole.Companion,
            Expectation = Expectation.Arrive,
            ForbiddenBy = [],
            Companion = null,
        });
        return new ProbePlan([.. probes, .. companions], [], []);
    }

    public static ImmutableArray<Observation> Observe(ProbePlan plan, string round) =>
    [
        .. plan.Probes.Select((probe, i) => new Observation(probe.Id, OutcomeOf(round[i]), $"saw {round[i]}", Start)),
    ];

    /// <summary>A trial after rounds, one a second unless they say otherwise.</summary>
    public static Trial Run(ProbePlan plan, IEnumerable<string> rounds, TrialOptions? options = null, double seconds = 1)
    {
        var trial = Trial.Begin(plan, options ?? TrialOptions.Default, Start);
        var time = Start;
        foreach (var round in rounds)
        {
            time += TimeSpan.FromSeconds(seconds);
            trial = trial.After(Observe(plan, round), time);
            if (trial.IsOver)
            {
                break;
            }
        }

        return trial;
    }

    private static Outcome OutcomeOf(char letter) => letter switch
    {
        'A' => Outcome.Arrived,
        'B' => Outcome.Blocked,
        'R' => Outcome.Rejected,
        _ => Outcome.Unknown,
    };
}
