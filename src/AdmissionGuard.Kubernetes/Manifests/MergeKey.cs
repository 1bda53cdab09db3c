namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>YAML 1.1's merge key: <c>&lt;&lt;: *base</c> or <c>&lt;&lt;: [*one, *two]</c>.</summary>
internal static class MergeKey
{
    // https://yaml.org/type/merge.html: keys of the mapping itself win over merged ones, and earlier mappings of a list over later ones.

    /// <summary>The entries of a mapping and those that it takes over.</summary>
    public static KeyValuePair<string, Tree>[] Apply(KeyValuePair<string, Tree>[] own, Tree merged)
    {
        var sources = merged.Kind == TreeKind.List ? merged.Items : [merged];
        var keys = own.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var all = own.ToList();
        foreach (var source in sources)
        {
            if (source.Kind != TreeKind.Mapping)
            {
                throw new BadInputException(source.Mark, "<< takes a mapping or a list of mappings");
            }

            all.AddRange(source.Entries.Where(entry => keys.Add(entry.Key)));
        }

        return [.. all];
    }
}
