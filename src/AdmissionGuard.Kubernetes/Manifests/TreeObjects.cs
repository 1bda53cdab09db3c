namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Turns a document or a list's item into what it holds.</summary>
internal static class TreeObjects
{
    /// <summary>Adds what a tree holds.</summary>
    /// <param name="tree">A document or an item.</param>
    /// <param name="list">The list that it is an item of.</param>
    /// <param name="context">How to decode.</param>
    /// <param name="found">What it is added to.</param>
    /// <param name="items">Its items, where they have been read already.</param>
    public static void Add(Tree tree, ListKind? list, DecodingContext context, List<Found> found, List<Found>? items = null)
    {
        // A document without content: a file of comments, or what is before the first "---".
        if (tree.Kind == TreeKind.Null)
        {
            return;
        }

        if (tree.Kind != TreeKind.Mapping)
        {
            found.Add(new Found(tree.Mark, Skipped: "not a Kubernetes object: a mapping is expected"));
            return;
        }

        var kind = Text(tree, "kind");
        if (kind is null && list is { Kind: null })
        {
            found.Add(new Found(tree.Mark, Unnamed: tree));
            return;
        }

        var apiVersion = Text(tree, "apiVersion");
        if (ListKind.IsList(kind) && apiVersion is not null && tree.Find("items") is { } written)
        {
            if (written.Kind is TreeKind.List or TreeKind.Null)
            {
                AddItems(items ?? [], written, new ListKind(apiVersion, kind), context, found);
            }
            else
            {
                found.Add(new Found(tree.Mark, Error: new BadInputException(written, "a list is expected").Within(tree)));
            }

            return;
        }

        AddObject(tree, apiVersion ?? list?.ApiVersion, kind ?? list?.ItemKind, context, found);
    }

    private static void AddItems(List<Found> items, Tree written, ListKind? list, DecodingContext context, List<Found> found)
    {
        foreach (var item in items)
        {
            if (item.Unnamed is not null)
            {
                Add(item.Unnamed, list, context, found);
            }
            else
            {
                found.Add(item);
            }
        }

        foreach (var item in written.Items)
        {
            Add(item, list, context, found);
        }
    }

    private static void AddObject(Tree tree, string? apiVersion, string? kind, DecodingContext context, List<Found> found)
    {
        if (kind is null || apiVersion is null)
        {
            // kubectl refuses both. Passing over a policy for want of a line would be worse than passing over anything else.
            found.Add(kind is not null && Kinds.IsName(kind)
                ? new Found(tree.Mark, Error: MissingApiVersion(tree, kind).Within(tree))
                : new Found(tree.Mark, Skipped: "not a Kubernetes object: apiVersion or kind is missing"));
            return;
        }

        if (Kinds.Find(apiVersion, kind, context.Use) is not { } reader)
        {
            // Other policies do speak of traffic, and so does a policy whose kind is misspelt: passing over these needs saying.
            var isPolicy = kind.Contains("NetworkPolic", StringComparison.OrdinalIgnoreCase);
            found.Add(new Found(tree.Mark, IsNoteworthy: isPolicy, Skipped: isPolicy
                ? $"{apiVersion} {kind} is not simulated: only networking.k8s.io/v1 NetworkPolicy is"
                : $"{apiVersion} {kind} is none of the kinds that are read"));
            return;
        }

        try
        {
            found.Add(new Found(tree.Mark, reader.Decode(tree, context)));
        }
        catch (BadInputException e)
        {
            found.Add(new Found(tree.Mark, Error: e.Within(tree)));
        }
    }

    private static BadInputException MissingApiVersion(Tree tree, string kind) =>
        new(tree, "apiVersion", $"missing; write apiVersion: {Kinds.ApiVersion(kind)}");

    private static string? Text(Tree tree, string key) =>
        tree.Find(key) is { Kind: TreeKind.Text, Text.Length: > 0 } value ? value.Text : null;
}
