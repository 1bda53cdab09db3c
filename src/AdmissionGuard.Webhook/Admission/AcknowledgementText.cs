using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Tells how a change is let pass, ready to be copied.</summary>
internal static class AcknowledgementText
{
    private const string FirstApply = "apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)";

    /// <summary>
    /// One line: the annotation, on DELETE the command that sets it, who may set it, and where another policy can cure what is found, that
    /// way out too.
    /// </summary>
    public static string Of(AdmissionRequest request, Ruling ruling, WebhookConfiguration configuration)
    {
        var value = Value(ruling);
        var isCurable = ruling.Findings.Where(item => item.Action == Verdict.Deny).All(item => item.Finding.IsCurable);
        var who = configuration.AcknowledgeGroups.IsEmpty ? "to" : $"a member of {Groups(configuration)} can";
        var vain = ruling.IsAcknowledgedInVain ? "the annotation on it does not count, as it is not set by one who may; " : "";
        if (request.Operation == "DELETE")
        {
            return $"{vain}{who} let just this deletion pass{(who == "to" ? "" : " with")}: kubectl annotate networkpolicy -n {request.Namespace} "
                + $"{request.Name} --overwrite {Acknowledgement.Annotation}=\"{value}\"{(isCurable ? $" # or first {FirstApply}" : "")}";
        }

        return $"{vain}{who} let just this change pass{(who == "to" ? " annotate" : " by annotating")} the policy with "
            + $"{Acknowledgement.Annotation}: \"{value}\"{(isCurable ? $"; or first {FirstApply}" : "")}";
    }

    /// <summary>The annotation that acknowledges everything that stands in the way, what has been acknowledged already included.</summary>
    public static string Value(Ruling ruling) => string.Join(',', ruling.Findings
        .Where(item => item.Action == Verdict.Deny || item.Softening != Softening.None || item.Finding.IsAcknowledged)
        .Select(item => $"{item.Finding.Rule}={item.Finding.Digest}").Distinct(StringComparer.Ordinal));

    // As the list of them may be long, and the annotation must not be cut.
    private static string Groups(WebhookConfiguration configuration)
    {
        List<string> sorted = [.. configuration.AcknowledgeGroups.Order(StringComparer.Ordinal).Select(group => Lines.Fit(group, 40))];
        return sorted.Count <= 2 ? string.Join(" or ", sorted) : Wording.List(sorted, 2, sorted.Count);
    }
}
