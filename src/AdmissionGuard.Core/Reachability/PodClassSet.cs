namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// A set of classes, a bit for each class of the index: a review may gather every class of a large cluster, several times.
/// </summary>
internal sealed class PodClassSet
{
    private readonly OrdinalSet _inIndex = new();
    private readonly HashSet<PodClass> _outsideIndex = [];

    /// <summary>Adds a class; false when it was there.</summary>
    public bool Add(PodClass pods) => pods.Ordinal < 0 ? _outsideIndex.Add(pods) : _inIndex.Add(pods.Ordinal);

    /// <summary>Whether the two have a class in common.</summary>
    public bool Overlaps(PodClassSet other) => _inIndex.Overlaps(other._inIndex) || _outsideIndex.Overlaps(other._outsideIndex);

    /// <summary>Whether the two hold the same classes.</summary>
    public bool SetEquals(PodClassSet other) => _inIndex.SetEquals(other._inIndex) && _outsideIndex.SetEquals(other._outsideIndex);
}
