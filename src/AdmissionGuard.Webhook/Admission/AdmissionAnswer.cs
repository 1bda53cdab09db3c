using System.Collections.Immutable;
using System.Globalization;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>What an API server is told.</summary>
/// <param name="Uid">The request's.</param>
/// <param name="Denial">Why it is denied, in lines; null when it is allowed.</param>
/// <param name="Warnings">What the user is told beside, the most important first; none with a denial.</param>
/// <param name="Annotations">What the audit log is told.</param>
internal sealed record AdmissionAnswer(
    string Uid, string? Denial, ImmutableArray<string> Warnings, ImmutableArray<KeyValuePair<string, string>> Annotations)
{
    /// <summary>Puts a ruling into words.</summary>
    public static AdmissionAnswer Of(AdmissionRequest request, Ruling ruling, WebhookConfiguration configuration)
    {
        // A kind that is none of ours is the business of whoever configured the webhook, and must not stop a cluster.
        var isDenied = ruling.NotJudged switch
        {
            NotJudged.No => ruling.Verdict == Verdict.Deny,
            NotJudged.OtherKind => false,
            _ => configuration.OnFailure == FailureMode.Deny && ruling.Exemption == Exemption.None && ruling.Mode.Cap == Verdict.Deny,
        };
        return new AdmissionAnswer(
            request.Uid,
            isDenied ? DenialText.Of(request, ruling, configuration) : null,
            isDenied ? [] : WarningTexts.Of(request, ruling),
            [.. Annotate(ruling, isDenied)]);
    }

    private static IEnumerable<KeyValuePair<string, string>> Annotate(Ruling ruling, bool isDenied)
    {
        yield return new("verdict", (isDenied ? Verdict.Deny : ruling.Verdict).Name());
        if (ruling.NotJudged != NotJudged.No)
        {
            yield return new("not-judged", ruling.NotJudged.Name());
        }

        if (!ruling.Findings.IsEmpty)
        {
            yield return new("findings", string.Join(',', ruling.Findings.Select(item => item.Finding.Rule).Distinct(StringComparer.Ordinal)));
        }

        if (ruling.NotJudged == NotJudged.No && ruling.Exemption != Exemption.Controller && ruling.Mode.Cap != Verdict.Allow)
        {
            yield return new("lost", Number(ruling.Size.Lost));
            yield return new("gained", Number(ruling.Size.Gained));
            yield return new("simulated-pods", Number(ruling.Size.Pods));
            yield return new("state-age-seconds", Number((long)ruling.Age.TotalSeconds));
        }

        if (ruling.Exemption != Exemption.None)
        {
            yield return new("exempt", ruling.Exemption.Name());
        }
        else if (ruling.Mode.Cap == Verdict.Allow)
        {
            yield return new("exempt", "mode-off");
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
