namespace AdmissionGuard.Kubernetes.Manifests.Editing;

/// <summary>A value in the text of a manifest, with the place that it takes there.</summary>
internal sealed class EditNode
{
    /// <summary>What it is.</summary>
    public required TreeKind Kind { get; init; }

    /// <summary>Its first character.</summary>
    public required int Start { get; init; }

    /// <summary>The character after its last one; of a block the last one of its last line that is no comment.</summary>
    public required int End { get; init; }

    /// <summary>Its line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>How many characters stand before it on its line.</summary>
    public required int Indent { get; init; }

    /// <summary>Whether it is written in brackets or braces, as all of JSON is.</summary>
    public bool IsFlow { get; init; }

    /// <summary>Whether an anchor marks it, or it is an alias, or a merge key brings more into it: its text is not its own.</summary>
    public bool IsShared { get; init; }

    /// <summary>A scalar's text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The entries of a mapping.</summary>
    public IReadOnlyList<(EditNode Key, EditNode Value)> Entries { get; init; } = [];

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<EditNode> Items { get; init; } = [];

    /// <summary>The value of a key; null when there is none.</summary>
    public EditNode? Find(string key)
    {
        foreach (var (name, value) in Entries)
        {
            if (name.Text == key)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>It and everything in it.</summary>
    public IEnumerable<EditNode> All() =>
        Entries.SelectMany(entry => entry.Value.All()).Concat(Items.SelectMany(item => item.All())).Prepend(this);
}
