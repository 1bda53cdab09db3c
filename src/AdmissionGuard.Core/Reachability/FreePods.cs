using System.Runtime.InteropServices;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The classes that nothing isolates in one direction, in chunks. A chunk is handed out as it is, or without a few, so that a review need
/// not look at each class; a class finds its place by itself, so that taking it out looks at no other.
/// </summary>
internal sealed class FreePods(int direction)
{
    /// <summary>Arrays above 85,000 bytes would go to the large object heap, which only the most expensive collections clean.</summary>
    public const int MostOfChunk = 8_000;

    private readonly List<List<PodClass>> _chunks = [];

    public void Add(PodClass pods)
    {
        if (_chunks.Count == 0 || _chunks[^1].Count == MostOfChunk)
        {
            _chunks.Add([]);
        }

        pods.FreePlaces[direction] = ((_chunks.Count - 1) * MostOfChunk) + _chunks[^1].Count;
        _chunks[^1].Add(pods);
    }

    /// <summary>Takes a class out that is among them; the last one takes its place.</summary>
    public void Remove(PodClass pods)
    {
        var place = pods.FreePlaces[direction];
        var last = _chunks[^1][^1];
        _chunks[place / MostOfChunk][place % MostOfChunk] = last;
        last.FreePlaces[direction] = place;
        pods.FreePlaces[direction] = -1;
        _chunks[^1].RemoveAt(_chunks[^1].Count - 1);
        if (_chunks[^1].Count == 0)
        {
            _chunks.RemoveAt(_chunks.Count - 1);
        }
    }

    /// <summary>The classes but those left out, which need not be among them, in parts that are not empty.</summary>
    public IEnumerable<IReadOnlyList<PodClass>> Without(IEnumerable<PodClass> leftOut)
    {
        var places = leftOut.Select(one => one.FreePlaces[direction]).Where(place => place >= 0)
            .ToLookup(place => place / MostOfChunk, place => place % MostOfChunk);
        for (var i = 0; i < _chunks.Count; i++)
        {
            var rest = Without(_chunks[i], [.. places[i].Distinct().Order()]);
            if (rest.Count > 0)
            {
                yield return rest;
            }
        }
    }

    private static List<PodClass> Without(List<PodClass> chunk, List<int> places)
    {
        if (places.Count == 0)
        {
            return chunk;
        }

        var rest = new List<PodClass>(chunk.Count - places.Count);
        var all = CollectionsMarshal.AsSpan(chunk);
        var next = 0;
        foreach (var place in places)
        {
            rest.AddRange(all[next..place]);
            next = place + 1;
        }

        rest.AddRange(all[next..]);
        return rest;
    }
}
