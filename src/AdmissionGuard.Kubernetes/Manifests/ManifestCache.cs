using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Decodes files of the same content once, across several reads: two directories that are compared are mostly the same. It keeps what
/// it has seen for as long as it lives.
/// </summary>
public sealed class ManifestCache
{
    private readonly ConcurrentDictionary<(ManifestUse Use, string Place, UInt128 High, UInt128 Low), List<Found>> _contents = new();

    /// <summary>How many different contents have been decoded.</summary>
    public int Count => _contents.Count;

    /// <summary>What the bytes hold. Nothing in it depends on the name of the file. Errors are not kept.</summary>
    internal List<Found> Read(byte[] bytes, DecodingContext context)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        var key = (
            context.Use,
            context.Place,
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        return _contents.TryGetValue(key, out var known) ? known : _contents.GetOrAdd(key, FileContent.Read(bytes, context));
    }
}
