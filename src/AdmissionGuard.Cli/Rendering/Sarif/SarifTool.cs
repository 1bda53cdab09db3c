using System.Collections.Immutable;
using System.Text.Json;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering.Sarif;

/// <summary>This program and its rules, as SARIF introduces them.</summary>
internal static class SarifTool
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<Rule> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "AdmissionGuard");
        json.WriteString("version", VersionText.OfProgram);
        json.WriteString("semanticVersion", VersionText.OfProgram);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            Write(json, rule);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>How SARIF calls what becomes of a finding.</summary>
    public static string Level(Verdict verdict) => verdict switch
    {
        Verdict.Deny => "error",
        Verdict.Warn => "warning",
        Verdict.Audit => "note",
        _ => "none",
    };

    private static void Write(Utf8JsonWriter json, Rule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("name", string.Concat(rule.Id.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        SarifMessage.Write(json, "shortDescription", rule.Finds);
        SarifMessage.Write(json, "fullDescription", rule.Why);
        json.WriteStartObject("help");
        json.WriteString("text", string.Join("\n\n", RulesMarkdown.Paragraphs(rule)).Replace("**", "", StringComparison.Ordinal));
        json.WriteString("markdown", string.Join("\n\n", RulesMarkdown.Paragraphs(rule)));
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level(Enum.GetValues<Operation>().Max(operation => rule.Actions.For(operation) ?? Verdict.Allow)));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
