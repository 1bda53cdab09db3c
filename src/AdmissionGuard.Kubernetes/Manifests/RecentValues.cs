namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// One instance of each value that comes again and again. It forgets what has not come for a while: a live cluster brings new values for
/// as long as it runs, and a set of all of them would grow for ever. Not for several threads at once.
/// </summary>
/// <param name="capacity">How many values a generation has; at most twice as many are held.</param>
/// <param name="comparer">When two are the same; null for their own opinion.</param>
internal sealed class RecentValues<T>(int capacity, IEqualityComparer<T>? comparer = null)
    where T : class
{
    private HashSet<T> _young = new(comparer);
    private HashSet<T> _old = new(comparer);

    /// <summary>How many values are held.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The instance that is held of a value; the value itself when it is new.</summary>
    public T Share(T value)
    {
        if (_young.TryGetValue(value, out var held))
        {
            return held;
        }

        return Add(_old.TryGetValue(value, out held) ? held : value);
    }

    /// <summary>The instance that is held of a value that has not been made yet.</summary>
    /// <param name="span">The value, in the form that the comparer knows it by.</param>
    /// <param name="make">Makes the value when it is new.</param>
    public T Share<TItem>(ReadOnlySpan<TItem> span, Func<ReadOnlySpan<TItem>, T> make)
    {
        if (_young.GetAlternateLookup<ReadOnlySpan<TItem>>().TryGetValue(span, out var held))
        {
            return held;
        }

        return Add(_old.GetAlternateLookup<ReadOnlySpan<TItem>>().TryGetValue(span, out held) ? held : make(span));
    }

    private T Add(T value)
    {
        // What is used moves from the old generation into the young one; what has stayed behind goes with the old one.
        if (_young.Count >= capacity)
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young.Add(value);
        return value;
    }
}
