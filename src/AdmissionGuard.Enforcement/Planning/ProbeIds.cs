using System.Security.Cryptography;
using System.Text;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>Names probes by what they are, so that a probe has one name in every plan.</summary>
internal static class ProbeIds
{
    private const int Length = 12;

    /// <summary>The id of a probe.</summary>
    /// <param name="source">The UID of the source, or a node's name.</param>
    /// <param name="destination">The UID of the destination.</param>
    /// <param name="family">The family.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="port">The destination's port.</param>
    public static string Of(string source, string destination, IpFamily family, Protocol protocol, int port)
    {
        var text = $"{source} {destination} {family} {protocol.Name()} {port}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Length];
    }
}
