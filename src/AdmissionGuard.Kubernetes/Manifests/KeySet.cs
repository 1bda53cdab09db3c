namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>The keys of one mapping. Nearly all mappings are small, so that comparing with each key is faster than hashing.</summary>
internal struct KeySet
{
    private const int Small = 16;

    private List<string>? _few;
    private HashSet<string>? _many;

    /// <summary>Adds a key; false when it is there already.</summary>
    public bool Add(string key)
    {
        if (_many is not null)
        {
            return _many.Add(key);
        }

        _few ??= new List<string>(8);
        if (_few.Contains(key))
        {
            return false;
        }

        _few.Add(key);
        if (_few.Count > Small)
        {
            _many = new HashSet<string>(_few, StringComparer.Ordinal);
        }

        return true;
    }
}
