using System.Collections.Immutable;

namespace AdmissionGuard.Enforcement.Receipts;

/// <summary>The metadata of an object, as far as the companion reads and writes them (meta/v1, ObjectMeta).</summary>
internal sealed record ObjectMeta
{
    public string? Namespace { get; init; }

    public string Name { get; init; } = "";

    public string? Uid { get; init; }

    /// <summary>What an update was made from: the API server refuses one that was made from an older version.</summary>
    public string? ResourceVersion { get; init; }

    public long? Generation { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    public ImmutableSortedDictionary<string, string>? Labels { get; init; }

    public ImmutableSortedDictionary<string, string>? Annotations { get; init; }
}
