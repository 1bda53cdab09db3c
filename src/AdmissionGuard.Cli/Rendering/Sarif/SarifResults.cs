using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering.Sarif;

/// <summary>Findings as SARIF's results: a line of a file where the policy comes from one.</summary>
internal sealed class SarifResults(ReviewReport report, string baseId)
{
    private readonly Dictionary<string, int> _rules = RuleCatalog.All.Select((rule, index) => (rule.Id, index)).ToDictionary();

    public void Write(Utf8JsonWriter json, PolicyReview review)
    {
        // Several findings of a rule in one place are told apart by their order, as code hosts do it themselves.
        var seen = new Dictionary<(string Rule, string Field), int>();
        foreach (var finding in review.Findings)
        {
            var count = seen[(finding.Rule, finding.Field)] = seen.GetValueOrDefault((finding.Rule, finding.Field)) + 1;
            Write(json, review, finding, count);
            json.FlushIfLarge();
        }
    }

    private void Write(Utf8JsonWriter json, PolicyReview review, Finding finding, int count)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        json.WriteNumber("ruleIndex", _rules[finding.Rule]);
        json.WriteString("level", SarifTool.Level(finding.Action));
        var pass = finding.Action == Verdict.Deny ? report.PassOf(review) : null;
        var hint = pass is null ? "" : $" If this is meant, {pass.Words}: {pass.Line}";
        SarifMessage.Write(json, "message", $"{finding.Message}. {finding.Remediation}{hint}");
        json.WriteStartArray("locations");
        WriteLocation(json, review.Policy, finding.Field);
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("policyRuleField/v1", $"{Fingerprint(review.Policy, finding)}:{count}");
        json.WriteEndObject();
        if (finding.IsAcknowledged)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "inSource");
            json.WriteString("status", "accepted");
            json.WriteString("justification", $"{Acknowledgement.Annotation}: {finding.Rule}={finding.Digest}");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("properties");
        json.WriteString("policy", review.Policy.ToString());
        json.WriteString("operation", review.Operation.Name());
        json.WriteString("action", finding.Action.Name());
        json.WriteString("field", finding.Field);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteLocation(Utf8JsonWriter json, ObjectKey policy, string field)
    {
        json.WriteStartObject();
        if (report.PlaceOf(policy, field) is { } place)
        {
            var (uri, isRelative) = ArtifactUri.Of(place.File, report.Directory);
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", uri);
            if (isRelative)
            {
                json.WriteString("uriBaseId", baseId);
            }

            json.WriteEndObject();
            json.WriteStartObject("region");
            json.WriteNumber("startLine", place.Line);
            json.WriteNumber("startColumn", place.Column);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", policy.Name);
        json.WriteString("fullyQualifiedName", policy.ToString());
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Neither the line nor the message: lines shift, and what a message counts changes with every pod.
    private static string Fingerprint(ObjectKey policy, Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Rule}\n{policy}\n{finding.Field}")))[..16];
}
