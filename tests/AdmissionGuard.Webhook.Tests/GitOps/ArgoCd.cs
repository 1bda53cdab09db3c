using System.Text.RegularExpressions;

namespace AdmissionGuard.Webhook.Tests.GitOps;

/// <summary>
/// What Argo CD makes of kubectl's errors: gitops-engine's <c>cleanKubectlOutput</c> (pkg/utils/kube/kube.go) and
/// <c>setOperationFailed</c> (pkg/sync/sync_context.go).
/// </summary>
internal static partial class ArgoCd
{
    /// <summary>The message of one resource, whose status is SyncFailed.</summary>
    public static string Resource(string error)
    {
        var text = Creating().Replace(error.Trim(), "");
        text = Map().Replace(text, "");
        text = Patch().Replace(text, "");
        return text.Replace("; if you choose to ignore these errors, turn validation off with --validate=false", "", StringComparison.Ordinal);
    }

    /// <summary>The message of the whole sync; the same message of two resources stands there once.</summary>
    public static string Operation(params string[] resources) =>
        $"one or more objects failed to apply, reason: {string.Join(',', resources.Distinct(StringComparer.Ordinal))}";

    [GeneratedRegex(@"^(error: )?(error validating|error when creating) ""\S+"": ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Creating();

    [GeneratedRegex(@"map\[.*\]", RegexOptions.None, 1000)]
    private static partial Regex Map();

    [GeneratedRegex(@"^error when applying patch:.*\nfor: ""\S+"": ", RegexOptions.Singleline, 1000)]
    private static partial Regex Patch();
}
