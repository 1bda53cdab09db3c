using System.Globalization;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>What makes an object one of its own: uid, moment, and the ending of a generated name.</summary>
public sealed class Identities(TimeProvider time, Random random)
{
    // apimachinery's alphabet: no vowels and nothing that looks like one, so that no word comes out.
    private const string NameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    // metadata.name may have 63 characters where it becomes a label; the five at the end are the server's.
    private const int LongestGeneratedPrefix = 58;

    /// <summary>A random identity, version 4.</summary>
    public string NextUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (random)
        {
            random.NextBytes(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }

    /// <summary>A name that begins like this.</summary>
    public string NextName(string prefix)
    {
        var ending = new char[5];
        lock (random)
        {
            for (var index = 0; index < ending.Length; index++)
            {
                ending[index] = NameAlphabet[random.Next(NameAlphabet.Length)];
            }
        }

        return prefix[..Math.Min(prefix.Length, LongestGeneratedPrefix)] + new string(ending);
    }

    /// <summary>The present moment, as metadata says it.</summary>
    public string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Gives metadata what it lacks: the older object's uid and creation time, or new ones.</summary>
    internal void Identify(JsonObject metadata, StoredObject? before)
    {
        var old = before?.ToNode()["metadata"];
        metadata["uid"] ??= (string?)old?["uid"] ?? NextUid();
        metadata["creationTimestamp"] ??= (string?)old?["creationTimestamp"] ?? Now();
    }
}
