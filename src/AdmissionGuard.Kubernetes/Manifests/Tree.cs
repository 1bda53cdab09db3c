namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>What a value in a manifest is; YAML's plain scalars are told apart as kubectl's YAML library does.</summary>
internal enum TreeKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Mapping,
}

/// <summary>A value in a manifest, YAML or JSON. Aliases share the tree that their anchor marks.</summary>
internal sealed class Tree
{
    private Tree(TreeKind kind, Mark mark, string text, Tree[] items, KeyValuePair<string, Tree>[] entries)
    {
        Kind = kind;
        Mark = mark;
        Text = text;
        Items = items;
        Entries = entries;
        long size = 1;
        foreach (var item in items)
        {
            size += item.Size;
            Height = Math.Max(Height, item.Height + 1);
        }

        foreach (var (_, value) in entries)
        {
            size += value.Size;
            Height = Math.Max(Height, value.Height + 1);
        }

        Size = size;
    }

    public TreeKind Kind { get; }

    public Mark Mark { get; }

    /// <summary>A scalar as it is written, without its quotes.</summary>
    public string Text { get; }

    public Tree[] Items { get; }

    public KeyValuePair<string, Tree>[] Entries { get; }

    /// <summary>How many values it holds, itself included and aliases written out.</summary>
    public long Size { get; }

    /// <summary>How many levels lie beneath it.</summary>
    public int Height { get; }

    public static Tree Scalar(TreeKind kind, Mark mark, string text) => new(kind, mark, text, [], []);

    public static Tree List(Mark mark, Tree[] items) => new(TreeKind.List, mark, "", items, []);

    public static Tree Mapping(Mark mark, KeyValuePair<string, Tree>[] entries) => new(TreeKind.Mapping, mark, "", [], entries);

    /// <summary>The value of a key of a mapping, null values included; null when there is none.</summary>
    public Tree? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        return null;
    }
}
