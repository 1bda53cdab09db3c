using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>A text that two explanations share when they say the same of different pods.</summary>
internal static class SameAnswer
{
    public static string Of(Explanation explanation) => $"{Of(explanation.Egress)}|{Of(explanation.Ingress)}";

    private static string Of(EndExplanation end) =>
        $"{string.Join(',', end.IsolatedBy)};{string.Join(',', end.AllowedBy.Select(rule => rule.ToString()))};{end.Exemption}";
}
