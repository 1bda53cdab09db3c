namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>The path of a field, as Kubernetes writes it: <c>spec.ingress[0].from[1].ipBlock</c>.</summary>
internal static class TreePath
{
    /// <summary>The path from a root to a value beneath it, empty for the root itself; null when it is not there.</summary>
    public static string? Find(Tree root, Tree sought) => Find(root, sought, "");

    /// <summary>A path with one more key at its end.</summary>
    public static string Append(string path, string key)
    {
        // Kubernetes puts keys that are no identifiers, labels mostly, in brackets.
        if (key.Length == 0 || key.AsSpan().ContainsAny("./[] "))
        {
            return $"{path}[{key}]";
        }

        return path.Length == 0 ? key : $"{path}.{key}";
    }

    private static string? Find(Tree tree, Tree sought, string path)
    {
        if (ReferenceEquals(tree, sought))
        {
            return path;
        }

        for (var i = 0; i < tree.Items.Length; i++)
        {
            if (Find(tree.Items[i], sought, $"{path}[{i}]") is { } found)
            {
                return found;
            }
        }

        foreach (var (key, value) in tree.Entries)
        {
            if (Find(value, sought, Append(path, key)) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
