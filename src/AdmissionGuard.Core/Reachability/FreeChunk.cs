namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Some of the classes that nothing isolates, in the order of the index. They are handed out as they are, or without a few, so that a
/// review need not look at each.
/// </summary>
/// <param name="pods">The classes, ascending by ordinal.</param>
internal sealed class FreeChunk(PodClass[] pods)
{
    /// <summary>Arrays above 85,000 bytes would go to the large object heap, which only the most expensive collections clean.</summary>
    public const int MostPods = 8_000;

    private readonly int[] _ordinals = Array.ConvertAll(pods, one => one.Ordinal);

    /// <summary>The classes but those left out, which need not be among them.</summary>
    public IReadOnlyList<PodClass> Without(IEnumerable<PodClass> leftOut)
    {
        var places = leftOut.Select(one => Array.BinarySearch(_ordinals, one.Ordinal)).Where(place => place >= 0).Distinct().Order().ToList();
        if (places.Count == 0)
        {
            return pods;
        }

        var rest = new List<PodClass>(pods.Length - places.Count);
        var next = 0;
        foreach (var place in places)
        {
            rest.AddRange(pods.AsSpan(next, place - next));
            next = place + 1;
        }

        rest.AddRange(pods.AsSpan(next));
        return rest;
    }
}
