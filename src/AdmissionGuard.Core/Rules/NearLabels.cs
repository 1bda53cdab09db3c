using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>
/// Guesses which pods of a namespace a selector means that matches none of them: those with the same value under another key, or with a
/// value that differs by a slip of the finger.
/// </summary>
internal static class NearLabels
{
    // Under these keys most people look for a workload's name.
    private static readonly string[] NameKeys = ["app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/instance"];

    // Under different keys these mean different things.
    private static readonly ImmutableHashSet<string> Common = ["true", "false", "yes", "no", "enabled", "disabled", "default", "prod", "dev", "test"];

    /// <summary>The selectors that are meant, the likeliest first; empty when none is near.</summary>
    public static ImmutableArray<LabelSelector> Of(LabelSelector wanted, NamespaceEntry place) =>
    [
        .. place.Classes.Where(pods => !pods.IsTerminating).Select(pods => pods.Labels).Distinct()
            .SelectMany(labels => Corrected(wanted, labels))
            .DistinctBy(item => item.Selector)
            .OrderBy(item => item.Changes).ThenBy(item => item.Rank).ThenBy(item => item.Selector.ToString(), StringComparer.Ordinal)
            .Select(item => item.Selector),
    ];

    /// <summary>Whether one text is the other with a slip of the finger. Numbers that differ are meant to.</summary>
    public static bool AreNear(string one, string other)
    {
        if (string.Equals(one, other, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var most = Math.Min(one.Length, other.Length) switch { < 3 => 0, < 8 => 1, _ => 2 };
        return Math.Abs(one.Length - other.Length) <= most && WithoutDigits(one) != WithoutDigits(other) && Edits(one, other) <= most;
    }

    private static IEnumerable<(LabelSelector Selector, int Changes, int Rank)> Corrected(LabelSelector wanted, Labels labels)
    {
        var broken = wanted.Requirements.Where(requirement => !requirement.Matches(labels)).ToList();
        var kept = wanted.Requirements.Except(broken).ToList();
        var options = broken.ConvertAll(requirement => Near(requirement, labels).OrderBy(item => item.Rank).ToList());
        if (options.Count == 0 || options.Exists(list => list.Count == 0))
        {
            yield break;
        }

        // Of several that are wrong each is put right in the likeliest way; of a single one all ways are worth a look.
        if (options is [var only])
        {
            foreach (var (requirement, rank) in only)
            {
                yield return (LabelSelector.From([.. kept, requirement]), 1, rank);
            }
        }
        else
        {
            yield return (LabelSelector.From([.. kept, .. options.Select(list => list[0].Requirement)]), options.Count, options.Sum(list => list[0].Rank));
        }
    }

    private static IEnumerable<(LabelRequirement Requirement, int Rank)> Near(LabelRequirement wanted, Labels labels)
    {
        if (wanted.Operator != LabelOperator.In)
        {
            yield break;
        }

        foreach (var (key, value) in labels.Pairs.ToArray())
        {
            var isKey = key == wanted.Key;
            if (isKey ? wanted.Values.Any(one => AreNear(one, value)) : wanted.Values.Contains(value, StringComparer.Ordinal) && !Common.Contains(value))
            {
                var place = Array.IndexOf(NameKeys, key);
                yield return (new LabelRequirement(key, LabelOperator.In, [value]), isKey ? 0 : place < 0 ? NameKeys.Length + 1 : place + 1);
            }
        }
    }

    private static string WithoutDigits(string text) => string.Concat(text.Where(letter => !char.IsAsciiDigit(letter)));

    // The number of letters to change, insert, remove or swap with their neighbour (optimal string alignment).
    private static int Edits(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                table[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                        table[i - 1, j - 1] + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[one.Length, other.Length];
    }
}
