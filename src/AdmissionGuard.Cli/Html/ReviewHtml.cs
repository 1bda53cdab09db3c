using System.Text.Json;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Html;

/// <summary>A review as a page: the verdict and its reasons, then what the change takes and gives.</summary>
internal static class ReviewHtml
{
    public static void Write(Page page, ReviewReport report)
    {
        var review = report.Review;
        var word = review.Verdict switch { Verdict.Deny => "Denied", Verdict.Warn => "Warned", _ => "Allowed" };
        page.Add(HtmlPage.Of($"{word}: {Policies(review)} – AdmissionGuard", json => Write(json, report)));
    }

    private static string Policies(ChangeSetReview review) => review.Reviews is [var only] ? only.Policy.ToString() : $"{review.Reviews.Length} policies";

    private static void Write(Utf8JsonWriter json, ReviewReport report)
    {
        PageHead.Write(json, "review", report.Review.Notes);
        json.WriteString("verdict", report.Review.Verdict.Name());
        json.WriteStartArray("reviews");
        foreach (var policy in report.Review.Reviews)
        {
            FindingsJson.Write(json, policy, report);
        }

        json.WriteEndArray();
        WriteRollout(json, report.Review);
        WriteRules(json, report.Review);
        PictureJson.Write(json, PictureOf(report));
    }

    // In the words of the text: what is indented there belongs to the line above it.
    private static void WriteRollout(Utf8JsonWriter json, ChangeSetReview review)
    {
        json.WriteStartArray("rollout");
        foreach (var line in RolloutText.Lines(review))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }

    private static void WriteRules(Utf8JsonWriter json, ChangeSetReview review)
    {
        var found = review.Reviews.SelectMany(policy => policy.Findings).Select(finding => finding.Rule).ToHashSet(StringComparer.Ordinal);
        json.WriteStartObject("rules");
        foreach (var rule in RuleCatalog.All.Where(rule => found.Contains(rule.Id)))
        {
            json.WriteStartObject(rule.Id);
            json.WriteString("finds", rule.Finds);
            json.WriteString("why", rule.Why);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // Workloads that the change brings along were not there before: whatever they may do is gained.
    private static Picture PictureOf(ReviewReport report)
    {
        var before = report.Changed.Before with { Pods = [.. report.Changed.Before.Pods.Where(pod => !pod.IsHypothetical)] };
        var options = new ConnectionOptions { IpBlockMatchesPods = report.Configuration.IpBlockMatchesPods ?? false };
        return Picture.Of(Index(before), Index(report.Changed.After), options);

        ClusterIndex Index(ClusterState state) => Clusters.Index(state, options.IpBlockMatchesPods);
    }
}
