using System.Collections.Immutable;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>The catalogue of rules as docs/rules.md.</summary>
internal static class RulesMarkdown
{
    public static void Write(Page page, ImmutableArray<Rule> rules)
    {
        page.Line("# Rules").Line();
        page.Line("<!-- Written by `admission-guard rules -o markdown`: change the rule, not this page. -->").Line();
        page.Line("What becomes of a finding by default. What the old version of the policy has too is only recorded (audit).").Line();
        page.Line("| rule | CREATE | UPDATE | DELETE |").Line("|---|---|---|---|");
        foreach (var rule in rules)
        {
            page.Add($"| [`{rule.Id}`](#{rule.Id}) |");
            foreach (var operation in Enum.GetValues<Operation>())
            {
                page.Add($" {rule.Actions.For(operation)?.Name() ?? "–"} |");
            }

            page.Line();
        }

        foreach (var rule in rules)
        {
            Write(page, rule);
        }
    }

    private static void Write(Page page, Rule rule)
    {
        page.Line().Line($"## {rule.Id}");
        foreach (var paragraph in Paragraphs(rule))
        {
            page.Line().Line(paragraph);
        }
    }

    /// <summary>What there is to say of a rule.</summary>
    public static IEnumerable<string> Paragraphs(Rule rule)
    {
        yield return rule.Finds;
        yield return rule.Why;
        yield return $"**What to do.** {rule.Remediation}";
        if (rule.Exceptions.Length > 0)
        {
            yield return $"**Weaker:** {rule.Exceptions}.";
        }

        if (rule.IsCurable)
        {
            yield return "Curable: another policy can make good what it finds, because policies add up.";
        }
    }
}
