using System.Collections;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Things in no order, each once, compared by reference. Walking over it costs what a list costs, and so does its memory; taking one out
/// of a large bag does not look at all the others.
/// </summary>
internal sealed class Bag<T> : IReadOnlyList<T>
    where T : class
{
    // Below this a search is as fast as a hash, and most bags are small.
    private const int MostSearched = 32;

    private readonly List<T> _items = [];
    private Dictionary<T, int>? _places;

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    public void Add(T item)
    {
        _places?.Add(item, _items.Count);
        _items.Add(item);
        if (_places is null && _items.Count > MostSearched)
        {
            _places = new Dictionary<T, int>(ReferenceEqualityComparer.Instance);
            for (var i = 0; i < _items.Count; i++)
            {
                _places.Add(_items[i], i);
            }
        }
    }

    /// <summary>Takes a thing out that is in it; another takes its place.</summary>
    public void Remove(T item)
    {
        var place = PlaceOf(item);
        var last = _items.Count - 1;
        if (place != last)
        {
            var moved = _items[last];
            _items[place] = moved;
            _places?[moved] = place;
        }

        _items.RemoveAt(last);
        _places?.Remove(item);
        if (_items.Count < MostSearched / 2)
        {
            _places = null;
        }
    }

    /// <inheritdoc cref="List{T}.GetEnumerator"/>
    public List<T>.Enumerator GetEnumerator() => _items.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    private int PlaceOf(T item)
    {
        if (_places is not null)
        {
            return _places[item];
        }

        for (var i = 0; i < _items.Count; i++)
        {
            if (ReferenceEquals(_items[i], item))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"{item} is not in the bag");
    }
}
