using System.Text.RegularExpressions;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Label selectors as kubectl's <c>-l</c> takes them: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b,c)</c>,
/// <c>a</c> and <c>!a</c>, with commas between them.
/// </summary>
public static partial class SelectorText
{
    /// <summary>Reads a selector; null when it is none.</summary>
    public static LabelSelector? Parse(string text)
    {
        var requirements = new List<LabelRequirement>();
        for (var at = 0; at < text.Length || requirements.Count == 0;)
        {
            var match = Requirement().Match(text, at);
            if (!match.Success || Read(match) is not { } requirement || !IsValid(requirement))
            {
                return null;
            }

            requirements.Add(requirement);
            at += match.Length;
        }

        return LabelSelector.From(requirements);
    }

    private static bool IsValid(LabelRequirement requirement) =>
        NameSyntax.IsLabelKey(requirement.Key) && requirement.Values.All(value => NameSyntax.IsLabelValue(value));

    private static LabelRequirement? Read(Match match)
    {
        var key = match.Groups["key"].Value;
        if (match.Groups["list"].Success)
        {
            return new LabelRequirement(
                key,
                match.Groups["set"].Value == "in" ? LabelOperator.In : LabelOperator.NotIn,
                [.. match.Groups["list"].Value.Split(',', StringSplitOptions.TrimEntries)]);
        }

        var isNegated = match.Groups["not"].Success;
        return (isNegated, match.Groups["op"].Value) switch
        {
            (false, "=" or "==") => new LabelRequirement(key, LabelOperator.In, [match.Groups["value"].Value]),
            (false, "!=") => new LabelRequirement(key, LabelOperator.NotIn, [match.Groups["value"].Value]),
            (false, _) => new LabelRequirement(key, LabelOperator.Exists, []),
            (true, "") => new LabelRequirement(key, LabelOperator.DoesNotExist, []),
            _ => null,
        };
    }

    [GeneratedRegex(
        @"\G\s*(?<not>!)?\s*(?<key>[^\s=!,()]+)\s*(?:(?<set>in|notin)\s*\((?<list>[^()]*)\)|(?<op>==|=|!=)\s*(?<value>[^\s=!,()]*))?\s*(?:,(?!\s*$)|$)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Requirement();
}
