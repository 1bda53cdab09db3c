using System.Security.Cryptography;
using System.Text;

namespace AdmissionGuard.Verifier.Resources;

/// <summary>
/// A node as a label. A node's name may have 253 characters and a label's value 63 (RFC 1123; apimachinery, IsValidLabelValue): a longer
/// name is known by its digest.
/// </summary>
internal static class NodeLabel
{
    private const int Longest = 63;

    /// <summary>The value of <see cref="ProbeKinds.NodeLabel"/>.</summary>
    public static string Of(string node) => node.Length <= Longest ? node : $"sha256.{Digest(node)}";

    /// <summary>A part of an object's name that stands for a node.</summary>
    public static string Short(string node) => Digest(node)[..12];

    private static string Digest(string node) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(node)))[..40];
}
