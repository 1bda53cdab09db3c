namespace AdmissionGuard.TestKit.Storage;

/// <summary>Which objects of a collection are wanted.</summary>
/// <param name="Namespace">Empty for all.</param>
/// <param name="Labels">What their labels must satisfy.</param>
/// <param name="Fields">What their fields must satisfy.</param>
public sealed record ObjectQuery(string Namespace, LabelQuery Labels, FieldQuery Fields)
{
    /// <summary>Whether a selector narrows it.</summary>
    public bool HasSelector => !Labels.IsEmpty || !Fields.IsEmpty;

    /// <summary>Whether an object is wanted.</summary>
    public bool Matches(StoredObject stored) =>
        (Namespace.Length == 0 || stored.Namespace == Namespace)
        && (Fields.IsEmpty || Fields.Matches(stored))
        && (Labels.IsEmpty || Labels.Matches(ObjectFields.Labels(stored)));
}
