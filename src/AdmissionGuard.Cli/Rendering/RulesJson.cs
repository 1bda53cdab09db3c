using System.Collections.Immutable;
using System.Text.Json;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>The catalogue of rules for programs.</summary>
internal static class RulesJson
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<Rule> rules)
    {
        json.WriteStartObject();
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("finds", rule.Finds);
            json.WriteString("why", rule.Why);
            json.WriteString("remediation", rule.Remediation);
            json.WriteStartObject("actions");
            foreach (var operation in Enum.GetValues<Operation>())
            {
                json.WriteString(operation.Name(), rule.Actions.For(operation)?.Name() ?? "off");
            }

            json.WriteEndObject();
            json.WriteString("exceptions", rule.Exceptions);
            json.WriteBoolean("curable", rule.IsCurable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
