using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>What lets a denied change pass all the same: an annotation on its policy, or for a deletion the command that sets it.</summary>
/// <param name="Value">
/// The annotation's value. One annotation has to carry all entries, those that are there already too: the second of two would replace the
/// first.
/// </param>
/// <param name="Command">The kubectl command to run before a deletion; null where the manifest carries the annotation.</param>
internal sealed record Pass(string Value, string? Command)
{
    /// <summary>The line for the manifest: <c>admission-guard.io/acknowledge: "dns-blocked=3f9a1c2b"</c>.</summary>
    public string Annotation => $"{Acknowledgement.Annotation}: \"{Value}\"";

    /// <summary>What to do with <see cref="Line"/>.</summary>
    public string Words => Command is null ? "annotate the policy" : "first run";

    /// <summary>The line to copy: the command, or the annotation.</summary>
    public string Line => Command ?? Annotation;

    /// <summary>What lets a change pass; null when it passes as it is.</summary>
    public static Pass? Of(PolicyReview review, PolicyChange change)
    {
        if (review.Verdict != Verdict.Deny)
        {
            return null;
        }

        var entries = review.Findings.Where(finding => finding.Action == Verdict.Deny || finding.IsAcknowledged)
            .Select(finding => $"{finding.Rule}={finding.Digest}").Distinct(StringComparer.Ordinal);
        var value = string.Join(',', entries);
        return new Pass(value, review.Operation == Operation.Delete ? Annotate(review.Policy, change, value) : null);
    }

    private static string Annotate(ObjectKey policy, PolicyChange change, string value)
    {
        var overwrite = change.Before?.Acknowledgement is null ? "" : " --overwrite";
        return $"kubectl annotate networkpolicy {policy.Name} -n {policy.Namespace}{overwrite} {Acknowledgement.Annotation}='{value}'";
    }
}
