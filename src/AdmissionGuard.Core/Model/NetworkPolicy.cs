namespace AdmissionGuard.Core.Model;

/// <summary>A namespaced object's identity.</summary>
/// <param name="Namespace">The namespace's name.</param>
/// <param name="Name">The object's name.</param>
/// <param name="IsPrefix">The name is a <c>generateName</c>: the API server will append to it, and no stored object is meant.</param>
public readonly record struct ObjectKey(string Namespace, string Name, bool IsPrefix = false) : IComparable<ObjectKey>
{
    /// <inheritdoc/>
    public int CompareTo(ObjectKey other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        var byName = byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : IsPrefix.CompareTo(other.IsPrefix);
    }

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}

/// <summary>A NetworkPolicy, with what of its metadata a review needs.</summary>
public sealed record NetworkPolicy
{
    /// <summary>Namespace and name; the name is <c>generateName</c> where a CREATE has only that.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>The spec.</summary>
    public required PolicySpec Spec { get; init; }

    /// <summary>The labels of the policy itself.</summary>
    public Labels Labels { get; init; } = Labels.Empty;

    /// <summary>The manifest names no namespace, so that the policy lands wherever kubectl's context points.</summary>
    public bool NamespaceOmitted { get; init; }

    /// <summary>What the author wrote and defaulting hides.</summary>
    public WrittenFields Written { get; init; }

    /// <summary>The value of the annotation <c>admission-guard.io/acknowledge</c>.</summary>
    public string? Acknowledgement { get; init; }

    /// <summary>Where the policy was read; null when it came from an API.</summary>
    public ManifestPlace? Origin { get; init; }
}

/// <summary>
/// What the author of a policy wrote, as far as the stored object no longer tells: read from the manifest itself, or for a stored object
/// from its last-applied annotation or managedFields.
/// </summary>
[Flags]
public enum WrittenFields
{
    /// <summary>Nothing that defaulting would hide.</summary>
    None = 0,

    /// <summary><c>policyTypes</c> with at least one entry.</summary>
    PolicyTypes = 1,

    /// <summary><c>egress</c> is there and empty.</summary>
    EmptyEgress = 2,
}
