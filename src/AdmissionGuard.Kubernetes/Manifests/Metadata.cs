using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>What of an object's metadata all kinds have in common.</summary>
internal sealed record Metadata(ObjectKey Key, bool NamespaceOmitted, Labels Labels, bool IsTerminating)
{
    public static readonly string[] Paths =
    [
        "metadata.name", "metadata.generateName", "metadata.namespace", "metadata.labels", "metadata.deletionTimestamp",
    ];

    /// <summary>Decodes <c>metadata</c>; a namespaced object without a namespace is where the context says.</summary>
    public static Metadata Decode(Tree root, bool namespaced, DecodingContext context)
    {
        var metadata = root.Field("metadata");
        var given = NonEmpty(metadata.Field("name"));
        var name = given ?? NonEmpty(metadata.Field("generateName"))
            ?? throw new BadInputException(
                metadata ?? root, metadata is null ? "metadata.name" : "name", "missing; every object needs a name");
        var written = namespaced ? NonEmpty(metadata.Field("namespace")) : null;
        var space = written ?? (namespaced ? context.Place : "");
        return new Metadata(
            new ObjectKey(space, name, IsPrefix: given is null),
            NamespaceOmitted: namespaced && written is null,
            DecodeLabels(metadata.Field("labels"), context),
            metadata.Field("deletionTimestamp") is not null);
    }

    /// <summary>The controlling owner; where none is marked so, the first. Two nulls when there is none.</summary>
    public static (string? Kind, string? Name) Owner(Tree root)
    {
        var owners = root.Field("metadata").Field("ownerReferences").List();
        var owner = Array.Find(owners, owner => owner.Field("controller").Flag()) ?? owners.FirstOrDefault();
        return (owner.Field("kind").String(), owner.Field("name").String());
    }

    public static Labels DecodeLabels(Tree? labels, DecodingContext context)
    {
        var pairs = labels.Pairs();
        return pairs.Length == 0
            ? Labels.Empty
            : context.Share(Labels.From(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.String() ?? ""))));
    }

    private static string? NonEmpty(Tree? text) => text.String() is { Length: > 0 } value ? value : null;
}
