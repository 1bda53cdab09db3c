using System.Runtime.InteropServices;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// The mappings and lists that are being built, one inside the other, on two stacks: a file has a hundred thousand of them, and lists of
/// their own would cost more than all that is kept.
/// </summary>
internal sealed class OpenMappings
{
    // Nearly all mappings are small, and then comparing with each key is faster than hashing.
    private const int Small = 16;

    private readonly List<string> _keys = [];
    private readonly List<KeyValuePair<string, Tree>> _entries = [];

    /// <summary>Opens a mapping or a list inside the one that is open.</summary>
    public Open Start() => new(_keys.Count, _entries.Count);

    /// <summary>Adds a key to the innermost mapping; false when it is there already.</summary>
    public bool AddKey(ref Open open, string key)
    {
        if (open.Many is not null)
        {
            return open.Many.Add(key);
        }

        var keys = CollectionsMarshal.AsSpan(_keys)[open.FirstKey..];
        if (keys.Contains(key))
        {
            return false;
        }

        _keys.Add(key);
        if (keys.Length >= Small)
        {
            open.Many = new HashSet<string>(_keys.Skip(open.FirstKey), StringComparer.Ordinal);
        }

        return true;
    }

    /// <summary>Adds an entry, or with an empty key an item, to the innermost mapping or list.</summary>
    public void Add(string key, Tree value) => _entries.Add(KeyValuePair.Create(key, value));

    /// <summary>The entries of the innermost mapping, which is closed with it.</summary>
    public KeyValuePair<string, Tree>[] CloseMapping(in Open open)
    {
        KeyValuePair<string, Tree>[] entries = [.. CollectionsMarshal.AsSpan(_entries)[open.FirstEntry..]];
        Close(open);
        return entries;
    }

    /// <summary>The items of the innermost list, which is closed with it.</summary>
    public Tree[] CloseList(in Open open)
    {
        var items = new Tree[_entries.Count - open.FirstEntry];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = _entries[open.FirstEntry + i].Value;
        }

        Close(open);
        return items;
    }

    private void Close(in Open open)
    {
        CollectionsMarshal.SetCount(_keys, open.FirstKey);
        _entries.RemoveRange(open.FirstEntry, _entries.Count - open.FirstEntry);
    }

    /// <summary>Where an open mapping or list starts on the stacks.</summary>
    internal struct Open(int firstKey, int firstEntry)
    {
        public readonly int FirstKey => firstKey;

        public readonly int FirstEntry => firstEntry;

        /// <summary>The keys of a large mapping.</summary>
        public HashSet<string>? Many { get; set; }
    }
}
