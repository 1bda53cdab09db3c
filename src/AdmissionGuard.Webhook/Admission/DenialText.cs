using System.Collections.Immutable;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// What somebody reads whose change is denied: the verdict in the first line, the way out in the second, a line for each finding, and the
/// request last. kubectl may print a screenful of its own before it, and Argo CD and Flux show nothing but this.
/// </summary>
internal static class DenialText
{
    /// <summary>The longest message: what Flux puts into an event, which holds 1,024 bytes, with words of its own around it.</summary>
    public const int MaxLength = 900;

    private const int MaxUid = 64;
    private const int LeastOfLine = 60;

    /// <summary>The message.</summary>
    public static string Of(AdmissionRequest request, Ruling ruling, WebhookConfiguration configuration)
    {
        var last = $"id: {Lines.Fit(request.Uid, MaxUid)}";
        if (ruling.NotJudged != NotJudged.No)
        {
            return string.Join('\n', Lines.Fit($"AdmissionGuard could not judge the {request.Title}", 400),
                Lines.Fit($"{ruling.NotJudged.Why(request)}; what cannot be judged is denied here (onFailure: deny)", 400), last);
        }

        var acknowledgement = Wording.Plain(AcknowledgementText.Of(request, ruling, configuration));
        var caveat = ruling.SecondLook switch
        {
            SecondLook.Failed => "the policies of this namespace could not be read anew from the API server: if one was just added that helps, try again",
            SecondLook.OutOfTime => "there was no time to read the policies of this namespace anew: if one was just added that helps, try again",
            _ => null,
        };
        var spoken = ruling.Findings.Where(item => item.Action >= Verdict.Warn).ToImmutableArray();
        var room = MaxLength - last.Length - 1 - acknowledgement.Length - 1 - (caveat is null ? 0 : caveat.Length + 1);
        var first = Lines.Fit(Verdicts(request, spoken), Math.Min(room - 1, 200));
        IEnumerable<string> lines =
        [
            first, acknowledgement, .. Findings(spoken, room - first.Length - 1), .. caveat is null ? [] : new[] { caveat }, last,
        ];
        return string.Join('\n', lines);
    }

    private static string Verdicts(AdmissionRequest request, ImmutableArray<RuledFinding> spoken)
    {
        var denying = spoken.Where(item => item.Action == Verdict.Deny).Select(item => item.Finding.Rule).Distinct(StringComparer.Ordinal).ToList();
        var others = spoken.Count(item => item.Action == Verdict.Warn);
        var rest = others == 0 ? "" : $" and {Wording.Count(others, "warning")}";
        return $"AdmissionGuard denies the {request.Operation} of NetworkPolicy {Lines.Fit($"{request.Namespace}/{request.Name}", 90)}: "
            + $"{string.Join(", ", denying)}{rest}";
    }

    // As many lines as fit whole, then as much of one as is worth reading, then how many more there are.
    private static List<string> Findings(ImmutableArray<RuledFinding> spoken, int room)
    {
        var lines = new List<string>();
        for (var i = 0; i < spoken.Length; i++)
        {
            var left = spoken.Length - i - 1;
            var more = left == 0 ? 0 : More(left).Length + 1;
            var line = Lines.Fit(Line(spoken[i]), room - more - 1);
            if (line.Length < LeastOfLine && line.EndsWith("...", StringComparison.Ordinal))
            {
                line = "";
            }

            if (line.Length == 0)
            {
                var note = More(left + 1);
                return note.Length + 1 <= room ? [.. lines, note] : lines;
            }

            lines.Add(line);
            room -= line.Length + 1;
        }

        return lines;
    }

    private static string More(int count) => $"- {Wording.Count(count, "more finding")}";

    // Warnings come without a remedy here: they do not stand in the way.
    private static string Line(RuledFinding item) => item.Action == Verdict.Deny
        ? $"- deny {item.Finding.Rule} ({item.Finding.Field}): {item.Finding.Message}. {item.Finding.Remediation}"
        : $"- warn {item.Finding.Rule} ({item.Finding.Field}): {item.Finding.Message}";
}
