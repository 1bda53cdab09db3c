using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Decodes NetworkPolicies and refuses what the API server refuses (pkg/apis/networking/validation): such a policy never takes effect,
/// so judging it would be judging a fiction.
/// </summary>
internal static class PolicyObjects
{
    public static ManifestObject Decode(Tree root, DecodingContext context)
    {
        KnownFields.Check(root, KnownFields.Object, context);
        KnownFields.Check(root.Field("metadata"), KnownFields.Metadata, context);
        var metadata = Metadata.Decode(root, namespaced: true, context);
        CheckNames(root.Field("metadata"));
        var spec = DecodeSpec(root.Field("spec"), context);
        var policy = new NetworkPolicy
        {
            Key = metadata.Key,
            Spec = spec,
            Labels = metadata.Labels,
            NamespaceOmitted = metadata.NamespaceOmitted,
            Written = WrittenByAuthor.Decode(root, spec, context),
            Acknowledgement = root.Field("metadata").Field("annotations").Field(Core.Review.Acknowledgement.Annotation).String(),
        };
        return new ManifestObject("NetworkPolicy", metadata.Key, policy);
    }

    private static PolicySpec DecodeSpec(Tree? spec, DecodingContext context)
    {
        KnownFields.Check(spec, KnownFields.Spec, context);
        return new PolicySpec(
            SelectorFields.Decode(spec.Field("podSelector"), context) ?? LabelSelector.Everything,
            PolicyRules.Decode(spec.Field("ingress"), "from", context),
            PolicyRules.Decode(spec.Field("egress"), "to", context),
            DecodeTypes(spec.Field("policyTypes")));
    }

    private static PolicyTypes? DecodeTypes(Tree? types)
    {
        var written = types.List();
        // "len(spec.PolicyTypes) > len(allowed)" is refused, the same type twice is not.
        if (written.Length > 2)
        {
            throw new BadInputException(types!, "more than two entries; keep Ingress, Egress or both");
        }

        var set = PolicyTypes.None;
        foreach (var type in written)
        {
            set |= type.String() switch
            {
                "Ingress" => PolicyTypes.Ingress,
                "Egress" => PolicyTypes.Egress,
                _ => throw new BadInputException(type, $"{OneLine.Quote(type.Text)} is no policy type; use Ingress or Egress"),
            };
        }

        return set == PolicyTypes.None ? null : set;
    }

    private static void CheckNames(Tree? metadata)
    {
        if (metadata.Field("name") is { Text.Length: > 0 } name)
        {
            NameSyntax.RequireSubdomain(name, name.Text);
        }
        else if (metadata.Field("generateName") is { Text.Length: > 0 } prefix)
        {
            // The API server checks the prefix as though something followed its dash.
            NameSyntax.RequireSubdomain(prefix, prefix.Text.EndsWith('-') ? $"{prefix.Text[..^1]}a" : prefix.Text);
        }

        if (metadata.Field("namespace") is { Text.Length: > 0 } space && !NameSyntax.IsLabel(space.Text))
        {
            throw new BadInputException(
                space, $"{OneLine.Quote(space.Text)} is no namespace name; use at most 63 of a-z, 0-9 and -, no - at either end");
        }
    }
}
