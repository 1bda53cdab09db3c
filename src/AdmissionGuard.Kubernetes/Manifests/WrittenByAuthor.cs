using System.Text;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Finds what the author of a policy wrote where defaulting has hidden it.</summary>
internal static class WrittenByAuthor
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public static WrittenFields Decode(Tree root, PolicySpec stored, DecodingContext context)
    {
        var metadata = root.Field("metadata");
        if (context.Use != ManifestUse.Change)
        {
            var managers = metadata.Field("managedFields").List();
            if (metadata.Field("annotations").Field(LastApplied).String() is { } applied)
            {
                // The annotation stays when a server-side apply follows, and tells nothing of what that one wrote.
                return OfLastApplied(applied) | (OfManagedFields(managers, stored) & WrittenFields.EmptyEgress);
            }

            if (managers.Length > 0)
            {
                return OfManagedFields(managers, stored);
            }

            // kubectl leaves managedFields out of what it prints: of an object that an API server has stored nothing else tells who wrote what.
            if (metadata.Field("uid") is not null || metadata.Field("resourceVersion") is not null)
            {
                return WrittenFields.None;
            }
        }

        return OfManifest(root.Field("spec"));
    }

    private static WrittenFields OfManifest(Tree? spec) =>
        Flag(spec.Field("policyTypes") is { Kind: TreeKind.List, Items.Length: > 0 }, WrittenFields.PolicyTypes)
        | Flag(spec.Field("egress") is { Kind: TreeKind.List, Items.Length: 0 }, WrittenFields.EmptyEgress);

    // kubectl writes the annotation, but anybody may: one that cannot be read tells nothing.
    private static WrittenFields OfLastApplied(string json)
    {
        try
        {
            var builder = new TreeBuilder<JsonTokens>(new JsonTokens(Encoding.UTF8.GetBytes(json), new StringPool()));
            return builder.NextDocument() ? OfManifest(builder.Build(Fields.All, depth: 0).Field("spec")) : WrittenFields.None;
        }
        catch (BadInputException)
        {
            return WrittenFields.None;
        }
    }

    // A server-side apply owns exactly what its manifest holds. A plain create or update owns defaulted fields too, so that only an Apply
    // entry proves policyTypes; an egress that somebody owns and the spec does not have can only have been empty.
    private static WrittenFields OfManagedFields(Tree[] managers, PolicySpec stored)
    {
        var types = Array.Exists(managers, m => m.Field("operation").String() == "Apply" && Owns(m, "f:policyTypes"));
        var egress = stored.Egress.IsEmpty && Array.Exists(managers, m => Owns(m, "f:egress"));
        return Flag(types, WrittenFields.PolicyTypes) | Flag(egress, WrittenFields.EmptyEgress);
    }

    private static bool Owns(Tree manager, string field) => manager.Field("fieldsV1").Field("f:spec").Field(field) is not null;

    private static WrittenFields Flag(bool set, WrittenFields flag) => set ? flag : WrittenFields.None;
}
