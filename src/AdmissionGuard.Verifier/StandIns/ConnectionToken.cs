using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace AdmissionGuard.Verifier.StandIns;

/// <summary>
/// What a connection says first, so that it is known whose it is: 32 hexadecimal digits that follow from the probe, the round and the run's
/// secret. Nobody else's connection can pass for it, and one of an earlier round neither.
/// </summary>
internal static class ConnectionToken
{
    /// <summary>How many characters it has.</summary>
    public const int Length = 32;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>The token of a probe's connection in one round.</summary>
    /// <param name="seed">The run's secret.</param>
    /// <param name="probe">The probe's id.</param>
    /// <param name="round">The round, from 1.</param>
    public static string Of(string seed, string probe, int round) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(seed), Encoding.UTF8.GetBytes($"{probe} {round}")))[..Length];

    /// <summary>A run's secret.</summary>
    public static string NewSeed() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether a connection said what may be a token.</summary>
    public static bool IsOne(ReadOnlySpan<byte> said) => said.Length == Length && !said.ContainsAnyExcept(Digits);
}
