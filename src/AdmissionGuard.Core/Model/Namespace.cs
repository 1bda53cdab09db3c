namespace AdmissionGuard.Core.Model;

/// <summary>A namespace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels, <c>kubernetes.io/metadata.name</c> among them as the API server sets it.</param>
/// <param name="IsTerminating">It has a deletionTimestamp.</param>
public sealed record Namespace(string Name, Labels Labels, bool IsTerminating = false)
{
    /// <summary>The label that the API server sets on every namespace to its name.</summary>
    public const string NameLabel = "kubernetes.io/metadata.name";

    /// <summary>A namespace of which nothing is known but its name.</summary>
    public static Namespace Named(string name) => new(name, Labels.Of((NameLabel, name)));
}
