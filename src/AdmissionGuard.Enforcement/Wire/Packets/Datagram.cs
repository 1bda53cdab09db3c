using System.Buffers.Binary;
using System.Text;

namespace AdmissionGuard.Enforcement.Wire.Packets;

/// <summary>
/// The payload of a UDP probe: to a DNS port a real query, elsewhere one line of text. In both the token's digits begin at the same place,
/// where the kernel's filter looks for them.
/// </summary>
internal static class Datagram
{
    /// <summary>Where the 16 digits begin in the payload.</summary>
    public const int TokenOffset = 15;

    /// <summary>How many digits.</summary>
    public const int TokenLength = 16;

    /// <summary>
    /// A query for the address of <c>agTOKEN.DOMAIN</c>. Below the cluster's own domain the name is the cluster's DNS server's to deny;
    /// it does not ask for recursion, so that a server that honours this asks nobody else.
    /// </summary>
    public static byte[] DnsQuery(ProbeToken token, string domain)
    {
        var message = new MemoryStream();
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)token.Value);
        // RFC 1035, 4.1.1: one question, and nothing else.
        header[5] = 1;
        message.Write(header);
        foreach (var label in (string[])[$"ag{token}", .. domain.Split('.', StringSplitOptions.RemoveEmptyEntries)])
        {
            message.WriteByte((byte)label.Length);
            message.Write(Encoding.ASCII.GetBytes(label));
        }

        // The root's empty label, type A, class IN.
        message.Write([0, 0, 1, 0, 1]);
        return message.ToArray();
    }

    /// <summary>A line that tells whoever finds it in a log what it is.</summary>
    public static byte[] Text(ProbeToken token) =>
        Encoding.ASCII.GetBytes($"AdmissionGuard {token} tests whether a NetworkPolicy is enforced; it asks for nothing\n");
}
