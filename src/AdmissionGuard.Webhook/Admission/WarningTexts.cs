using System.Collections.Immutable;
using System.Globalization;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Webhook.Receipts;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// What the user of an allowed request is told. An API server drops a warning with a control character without a word, prints equal ones
/// once, and cuts long ones.
/// </summary>
internal static class WarningTexts
{
    /// <summary>The longest warning, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>The most of them.</summary>
    public const int Most = 10;

    /// <summary>The warnings, the most important first.</summary>
    public static ImmutableArray<string> Of(AdmissionRequest request, Ruling ruling)
    {
        List<string> all = [.. Sentences(request, ruling).Select(text => Lines.Fit(text, MaxLength)).Distinct(StringComparer.Ordinal)];
        return all.Count <= Most
            ? [.. all]
            : [.. all.Take(Most - 1), $"AdmissionGuard has {all.Count - Most + 1} more warnings about this change; the command line shows them all"];
    }

    private static IEnumerable<string> Sentences(AdmissionRequest request, Ruling ruling)
    {
        if (ruling.NotJudged == NotJudged.OtherKind)
        {
            yield return $"AdmissionGuard judges NetworkPolicies only and was sent {request.Kind}: correct the rules of its webhook configuration";
        }
        else if (ruling.NotJudged != NotJudged.No)
        {
            yield return $"AdmissionGuard allows the {request.Operation} of {Policy(request)} without having judged it: {ruling.NotJudged.Why(request)}";
        }

        foreach (var item in ruling.Findings.Where(item => item is { Action: Verdict.Warn, Softening: not Softening.None }))
        {
            yield return $"{Prefix(item.Softening, ruling)}: {Sentence(request, item.Finding)}";
        }

        if (ruling.Findings.Any(item => item is { Action: Verdict.Warn, Softening: Softening.DryRun }))
        {
            yield return $"to let {Policy(request)} pass annotate it with {Acknowledgement.Annotation}: \"{AcknowledgementText.Value(ruling)}\", "
                + "or first apply a policy that makes up for it";
        }

        if (ruling.Unenforced is { } seen)
        {
            yield return Sentence(seen);
        }

        foreach (var item in ruling.Findings.Where(item => item is { Action: Verdict.Warn, Softening: Softening.None }))
        {
            var sentence = Sentence(request, item.Finding);
            var withRemedy = $"{sentence}. {item.Finding.Remediation}";
            yield return withRemedy.Length <= MaxLength ? withRemedy : sentence;
        }

        if (ruling.Mode.Misspelt is { } label)
        {
            yield return $"namespace {request.Namespace}: label {NamespaceMode.Label} is \"{label}\", which is none of enforce, warn, audit and off; "
                + "enforce is assumed";
        }
    }

    private static string Prefix(Softening softening, Ruling ruling) => softening switch
    {
        Softening.DryRun => "would be denied",
        Softening.Mode => "would be denied in mode enforce",
        Softening.Stale => $"not denied, as the cluster was last heard of {(long)ruling.Age.TotalSeconds} s ago",
        Softening.Exempt => $"would be denied, but is exempt ({ruling.Exemption.Name()})",
        _ => throw new ArgumentOutOfRangeException(nameof(softening), softening, null),
    };

    private static string Sentence(AdmissionRequest request, Finding finding) => $"{finding.Rule}: {Policy(request)}: {finding.Message}";

    private static string Sentence(Unenforced seen)
    {
        var how = seen.IsPartly ? "enforced policies only in part" : "did not enforce policies";
        var where = seen.Policy is { } policy ? $"NetworkPolicy {Lines.Fit(policy.ToString(), 100)}" : "a NetworkPolicy of another namespace";
        var more = seen.More > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {seen.More} more") : "";
        var look = seen.Policy is { } named ? $"; kubectl get enforcementchecks -n {named.Namespace}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"this cluster's CNI {how} at {seen.At.UtcDateTime:HH:mm} UTC, seen at {where}{more}{look}");
    }

    private static string Policy(AdmissionRequest request) => Lines.Fit($"{request.Namespace}/{request.Name}", 100);
}
