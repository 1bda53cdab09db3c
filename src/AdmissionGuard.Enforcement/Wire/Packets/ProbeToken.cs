using System.Globalization;
using System.Security.Cryptography;

namespace AdmissionGuard.Enforcement.Wire.Packets;

/// <summary>
/// What a probe's packet is known by at both ends: 64 random bits, new for every probe of every round, carried where no translation of
/// addresses or ports touches them. In a SYN they are its sequence number (high half) and the value of its timestamp option (low half);
/// in a datagram they are written as 16 hexadecimal digits.
/// </summary>
/// <param name="Value">The bits.</param>
internal readonly record struct ProbeToken(ulong Value)
{
    /// <summary>The SYN's sequence number.</summary>
    public uint Sequence => (uint)(Value >> 32);

    /// <summary>The SYN's timestamp (TSval, RFC 7323).</summary>
    public uint Timestamp => (uint)Value;

    /// <summary>A new one, which nobody can guess.</summary>
    public static ProbeToken New() => new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));

    /// <summary>16 hexadecimal digits, lower case.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
