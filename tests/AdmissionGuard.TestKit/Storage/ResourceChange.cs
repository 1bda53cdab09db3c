namespace AdmissionGuard.TestKit.Storage;

/// <summary>What happened to an object.</summary>
public enum ChangeType
{
    /// <summary>It came into being.</summary>
    Added,

    /// <summary>It has a new version.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>One change in the history of a resource.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object afterwards; when deleted its last state, with the version of the deletion.</param>
/// <param name="Previous">The object before; null when it was added.</param>
public sealed record ResourceChange(ChangeType Type, StoredObject Object, StoredObject? Previous)
{
    /// <summary>The version that it made.</summary>
    public long Version => Object.Version;
}
