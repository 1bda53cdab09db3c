using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Judging;

/// <summary>Says why a verdict is what it is, one line for each thing that is wrong or not known.</summary>
internal static class Reasons
{
    private const int MostNamed = 3;

    public static ImmutableArray<string> Of(ProbePlan plan, ImmutableArray<Standing> standings)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        Add(reasons, standings, standing => standing.IsFlaky, "flaky, right and then wrong after the network had settled");
        Add(reasons, standings, standing => IsWrong(standing, Expectation.BeBlocked), "must be blocked and arrives");
        Add(reasons, standings, standing => IsWrong(standing, Expectation.Arrive), "must arrive and is blocked");
        foreach (var group in standings.Where(standing => standing is { Kind: ResultKind.Unknown, Last: not null })
            .GroupBy(standing => standing.Last!.Evidence, StringComparer.Ordinal))
        {
            reasons.Add($"not known: {Names([.. group])}: {group.Key}");
        }

        foreach (var group in standings.Where(standing => standing.Last is { Doubt: not null })
            .GroupBy(standing => standing.Last!.Doubt!, StringComparer.Ordinal))
        {
            reasons.Add($"not proven: {Names([.. group])}: {group.Key}");
        }

        foreach (var gap in plan.Unprobed.Where(item => item.IsGap))
        {
            reasons.Add($"no proof for {gap.What}: {gap.Reason}");
        }

        if (standings.IsEmpty)
        {
            reasons.Add("there is nothing to probe");
        }
        else if (standings.All(standing => standing.Probe.Expectation == Expectation.Arrive))
        {
            reasons.Add("nothing was probed that must be blocked: where policies are ignored all would look the same");
        }

        var rejected = standings.Count(standing => standing.Last is { Outcome: Outcome.Rejected });
        if (rejected > 0)
        {
            reasons.Add($"{rejected} of {standings.Length} connections are rejected with an answer, not dropped");
        }

        return reasons.DrainToImmutable();
    }

    private static bool IsWrong(Standing standing, Expectation expectation) =>
        standing is { Kind: ResultKind.Wrong, IsFlaky: false } && standing.Probe.Expectation == expectation;

    private static void Add(
        ImmutableArray<string>.Builder reasons, ImmutableArray<Standing> standings, Func<Standing, bool> isMeant, string what)
    {
        var meant = standings.Where(isMeant).ToList();
        if (meant.Count > 0)
        {
            var pattern = Patterns.Of(meant, [.. standings.Where(standing => !isMeant(standing) && standing.Kind == ResultKind.Right
                && standing.Probe.Expectation == meant[0].Probe.Expectation)]);
            reasons.Add($"{what}: {Names(meant)}{(pattern is null ? "" : $"; {pattern}")}");
        }
    }

    private static string Names(List<Standing> standings)
    {
        var named = string.Join(", ", standings.Take(MostNamed).Select(standing => standing.Probe.ToString()));
        return standings.Count > MostNamed ? $"{named} and {standings.Count - MostNamed} more" : named;
    }
}

/// <summary>Finds what probes that are wrong have in common, and those that are right do not.</summary>
internal static class Patterns
{
    private static readonly (Func<Probe, string?> Trait, string Format)[] Traits =
    [
        (probe => probe.ForbiddenBy is [var only] ? only.ToString().ToLowerInvariant() : null, "all of them are forbidden by {0} rules"),
        (probe => probe.Protocol.Name(), "all of them are {0}"),
        (probe => probe.Family.ToString(), "all of them are {0}"),
        (probe => probe.IsOnOneNode ? "within a node" : "between nodes", "all of them are {0}"),
        (probe => probe.Destination.Node, "all of them go to node {0}"),
        (probe => probe.Source.Node, "all of them come from node {0}"),
        (probe => probe.Reason, "all of them are about {0}"),
    ];

    /// <summary>What they have in common, in words; null when nothing sets them apart.</summary>
    public static string? Of(IReadOnlyList<Standing> wrong, IReadOnlyList<Standing> right)
    {
        if (right.Count == 0)
        {
            return null;
        }

        foreach (var (trait, format) in Traits)
        {
            var value = trait(wrong[0].Probe);
            if (!string.IsNullOrEmpty(value) && wrong.All(one => trait(one.Probe) == value) && right.All(one => trait(one.Probe) != value))
            {
                return string.Format(System.Globalization.CultureInfo.InvariantCulture, format, value);
            }
        }

        return null;
    }
}
