using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>The namespaces of a cluster, by name and by label. One of which nothing is known but its name lasts as long as something is in it.</summary>
internal sealed class NamespaceEntries
{
    private readonly Dictionary<string, NamespaceEntry> _byName = new(StringComparer.Ordinal);
    private readonly LabelIndex<NamespaceEntry> _byLabel = new();

    public IReadOnlyCollection<NamespaceEntry> All => _byName.Values;

    /// <summary>A namespace by name; null when there is none.</summary>
    public NamespaceEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A namespace by name, made when something of it is heard before it is itself.</summary>
    public NamespaceEntry Of(string name)
    {
        if (!_byName.TryGetValue(name, out var entry))
        {
            _byName[name] = entry = new NamespaceEntry(Namespace.Named(name));
            _byLabel.Add(entry.Namespace.Labels, entry);
        }

        return entry;
    }

    /// <summary>The namespaces that a selector matches.</summary>
    public List<NamespaceEntry> Select(LabelSelector namespaces) =>
        [.. (_byLabel.Candidates(namespaces) ?? (IEnumerable<NamespaceEntry>)_byName.Values)
            .Where(entry => namespaces.Matches(entry.Namespace.Labels))];

    /// <summary>A namespace is new or has changed.</summary>
    public void Set(Namespace value)
    {
        var entry = Of(value.Name);
        _byLabel.Remove(entry.Namespace.Labels, entry);
        entry.Namespace = value;
        entry.IsKnown = true;
        _byLabel.Add(value.Labels, entry);
    }

    /// <summary>Something has left a namespace, which need not be kept for its name alone.</summary>
    public void Leave(NamespaceEntry entry)
    {
        if (entry is { IsKnown: false, IsEmpty: true })
        {
            _byName.Remove(entry.Name);
            _byLabel.Remove(entry.Namespace.Labels, entry);
        }
    }
}
