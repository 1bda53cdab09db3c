using System.Globalization;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Typed reads of trees. A missing value and null are one case, as for Go's decoders; a value of another type is an error, as it is for
/// the API server.
/// </summary>
internal static class TreeReads
{
    /// <summary>A field of a mapping; null when the mapping or the field is missing or null.</summary>
    public static Tree? Field(this Tree? tree, string name)
    {
        if (tree is null || tree.Kind == TreeKind.Null)
        {
            return null;
        }

        var value = tree.RequireMapping().Find(name);
        return value is null || value.Kind == TreeKind.Null ? null : value;
    }

    /// <summary>The pairs of a mapping.</summary>
    public static KeyValuePair<string, Tree>[] Pairs(this Tree? tree) =>
        tree is null || tree.Kind == TreeKind.Null ? [] : tree.RequireMapping().Entries;

    /// <summary>The items of a list.</summary>
    public static Tree[] List(this Tree? tree, string? advice = null) => tree switch
    {
        null or { Kind: TreeKind.Null } => [],
        { Kind: TreeKind.List } => tree.Items,
        _ => throw new BadInputException(tree, advice is null ? "a list is expected" : $"a list is expected; {advice}"),
    };

    /// <summary>A string. Numbers and booleans are none: the API server would refuse them too.</summary>
    public static string? String(this Tree? tree) => tree switch
    {
        null or { Kind: TreeKind.Null } => null,
        { Kind: TreeKind.Text } => tree.Text,
        { Kind: TreeKind.List or TreeKind.Mapping } => throw new BadInputException(tree, "a string is expected"),
        _ => throw new BadInputException(tree, $"a string is expected; put {OneLine.Of(tree.Text)} in quotes"),
    };

    /// <summary>A boolean, also in the spellings of YAML 1.1.</summary>
    public static bool Flag(this Tree? tree) => tree switch
    {
        null or { Kind: TreeKind.Null } => false,
        { Kind: TreeKind.Boolean } => YamlScalars.IsTrue(tree.Text),
        _ => throw new BadInputException(tree, "true or false is expected, without quotes"),
    };

    /// <summary>An integer.</summary>
    public static int? Integer(this Tree? tree)
    {
        if (tree is null || tree.Kind == TreeKind.Null)
        {
            return null;
        }

        if (tree.Kind == TreeKind.Number && YamlScalars.Integer(tree.Text) is { } number)
        {
            return number;
        }

        var advice = tree.Kind == TreeKind.Text && int.TryParse(tree.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"; write {tree.Text} without quotes"
            : "";
        throw new BadInputException(tree, $"a whole number is expected{advice}");
    }

    private static Tree RequireMapping(this Tree tree) =>
        tree.Kind == TreeKind.Mapping ? tree : throw new BadInputException(tree, "a mapping is expected");
}
