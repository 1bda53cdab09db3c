namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>What stands at one place of a file: one of the four.</summary>
/// <param name="Mark">The place.</param>
/// <param name="Object">An object.</param>
/// <param name="Error">An object that cannot be decoded.</param>
/// <param name="Skipped">Why what is there is passed over.</param>
/// <param name="IsNoteworthy">Passing over it can make a judgement wrong.</param>
/// <param name="Unnamed">A list item without a kind, until the kind of its list is known.</param>
internal readonly record struct Found(
    Mark Mark,
    ManifestObject? Object = null,
    BadInputException? Error = null,
    string? Skipped = null,
    bool IsNoteworthy = false,
    Tree? Unnamed = null);

/// <summary>The kind of a list, as far as it is known.</summary>
internal sealed record ListKind(string? ApiVersion, string? Kind)
{
    private const string Suffix = "List";

    /// <summary>What an item is that does not say so itself: a Pod in a PodList, anything in a List.</summary>
    public string? ItemKind => Kind is not null && Kind.Length > Suffix.Length ? Kind[..^Suffix.Length] : null;

    public static bool IsList(string? kind) => kind is not null && kind.EndsWith(Suffix, StringComparison.Ordinal);
}
