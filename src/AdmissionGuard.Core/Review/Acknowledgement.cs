using System.Security.Cryptography;
using System.Text;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// The annotation that lets one change pass one rule: <c>admission-guard.io/acknowledge: "ingress-rules-removed=3f9a1c2b"</c>, several
/// separated by commas. The digest depends on the policy and the change alone, so that it is good in every cluster the commit reaches and
/// for no other change.
/// </summary>
public static class Acknowledgement
{
    /// <summary>The annotation's key.</summary>
    public const string Annotation = "admission-guard.io/acknowledge";

    /// <summary>The digest of a change for a rule: the first 8 hexadecimal digits of a SHA-256.</summary>
    public static string Digest(string rule, ObjectKey policy, Operation operation, PolicySpec? before, PolicySpec? after)
    {
        var text = string.Join('\n', rule, policy.ToString(), operation.Name(), SpecText.Of(before), SpecText.Of(after));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }

    /// <summary>Whether an annotation's value acknowledges a rule with this digest. Entries that are not understood acknowledge nothing.</summary>
    public static bool Covers(string? annotation, string rule, string digest) =>
        annotation is not null && annotation.Split(',', StringSplitOptions.TrimEntries)
            .Contains($"{rule}={digest}", StringComparer.Ordinal);
}
