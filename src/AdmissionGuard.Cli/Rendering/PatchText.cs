using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>
/// The command that makes a finding good, ready to be pasted. A patch is for the policy as it was submitted: where that will be denied it is
/// not what is stored, and only its manifest can be patched.
/// </summary>
internal static class PatchText
{
    public static void Write(Page page, Finding finding, PolicyReview review, PolicyChange change)
    {
        if (CommandOf(finding, review, change) is { } command)
        {
            page.Add("    ").Add(Ink.Faint, "patch:").Add(" ")
                .Line(WhenOf(finding, review) + (IsForStored(finding, review) ? ", run" : ":"));
            page.Line($"      {command}");
        }
    }

    /// <summary>The command alone; null where there is no patch.</summary>
    public static string? CommandOf(Finding finding, PolicyReview review, PolicyChange change)
    {
        if (finding.Fix is not { } fix)
        {
            return null;
        }

        var target = IsForStored(finding, review)
            ? $"networkpolicy {review.Policy.Name} -n {review.Policy.Namespace}"
            : $"--local -f {FileOf(change)} -o yaml";
        return $"kubectl patch {target} --type=json -p {Shell.Quote(fix.Patch.ToString())}";
    }

    /// <summary>When to run it, of what.</summary>
    public static string WhenOf(Finding finding, PolicyReview review) =>
        IsForStored(finding, review) ? "once it is applied" : "of the manifest, before it is applied";

    private static bool IsForStored(Finding finding, PolicyReview review) =>
        review.Verdict != Verdict.Deny && !review.Policy.IsPrefix && finding.Fix?.Corrected.Key == review.Policy;

    private static string FileOf(PolicyChange change) => change.After?.Origin is { IsFile: true } place ? Shell.Quote(place.File) : "-";
}
