using System.Globalization;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Verifier.Controlling;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>What Events say of a review: one for each rule that has found something, and one for what became of it.</summary>
internal static class ReviewNotes
{
    private const string Action = "Review";

    /// <summary>The Events of a review, the most important first.</summary>
    public static IEnumerable<PolicyEvent> Of(ObjectKey policy, IEnumerable<FoundAfter> findings) =>
        findings.Where(finding => finding.IsTold).GroupBy(finding => finding.Rule, StringComparer.Ordinal).Select(group => new PolicyEvent
        {
            Policy = policy,
            IsWarning = true,
            Action = Action,
            Reason = Reason(group.Key),
            Note = Note(group.First(), group.Count() - 1),
            Identity = $"{group.Key} {group.First().Digest}",
        });

    /// <summary>The Events of a look at what was let through.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="look">What was to be looked at.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="now">The moment.</param>
    public static IEnumerable<PolicyEvent> Of(ObjectKey policy, PendingLook look, LookOutcome outcome, DateTimeOffset now)
    {
        if (!outcome.Cured.IsEmpty)
        {
            yield return New(false, "Cured", $"what the change of {Moment(look.Since)} took is made up for: {string.Join(", ", outcome.Cured)}");
        }

        if (!outcome.NotCured.IsEmpty)
        {
            var notes = string.Join(' ', outcome.NotCured.Select(finding => $"{finding.Rule}: {finding.Message}. {finding.Remediation}"));
            yield return New(
                true, "NotCured", $"{Duration(now - look.Since)} after the change of {Moment(look.Since)} nothing makes up for what it took: {notes}");
        }

        PolicyEvent New(bool isWarning, string reason, string note) => new()
        {
            Policy = policy,
            IsWarning = isWarning,
            Action = Action,
            Reason = reason,
            Note = note,
            Identity = string.Create(CultureInfo.InvariantCulture, $"{reason} {look.Since:O}"),
        };
    }

    /// <summary>A rule's id as the reason of an Event, which is one word in upper camel case: <c>ConnectionsLost</c>.</summary>
    public static string Reason(string rule) =>
        string.Concat(rule.Split('-').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));

    private static string Note(FoundAfter finding, int more)
    {
        var let = finding.Action == Verdict.Deny
            ? "let through, although it is to be denied (the webhook was away or failed open, or the change is exempt): "
            : "";
        var others = more > 0 ? string.Create(CultureInfo.InvariantCulture, $" (and {more} more)") : "";
        return $"{let}{finding.Rule} ({finding.Field}): {finding.Message}{others}. {finding.Remediation}";
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan time) => time.TotalSeconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");
}
