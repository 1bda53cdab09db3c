using System.Collections.Immutable;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>The catalogue of rules for people.</summary>
internal static class RulesText
{
    public static void Write(Page page, ImmutableArray<Rule> rules)
    {
        var separator = "";
        foreach (var rule in rules)
        {
            page.Add(separator).Add(Ink.Strong, rule.Id).Line();
            page.Add("  ").Line(rule.Finds);
            page.Add("  ").Add(Ink.Faint, "why:").Add("    ").Line(rule.Why);
            page.Add("  ").Add(Ink.Faint, "fix:").Add("    ").Line(rule.Remediation);
            page.Add("  ").Add(Ink.Faint, "action:").Add(" ").Add(Actions(rule.Actions));
            page.Line(rule.Exceptions.Length == 0 ? "" : $"; {rule.Exceptions}");
            separator = "\n";
        }
    }

    private static string Actions(RuleActions actions) => string.Join(
        ", ",
        Enum.GetValues<Operation>().Where(operation => actions.For(operation) is not null)
            .Select(operation => $"{actions.For(operation)!.Value.Name()} on {operation.Name()}"));
}
