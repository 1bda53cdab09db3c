namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// A set of classes, a bit for each class of the index: a review may gather every class of a large cluster, several times.
/// </summary>
internal sealed class PodClassSet
{
    private readonly OrdinalSet _inIndex = new();
    private HashSet<PodClass>? _outsideIndex;

    /// <summary>A set of some classes.</summary>
    public static PodClassSet Of(PodCrowd pods)
    {
        var set = new PodClassSet();
        foreach (var one in pods)
        {
            set.Add(one);
        }

        return set;
    }

    /// <summary>Adds a class; false when it was there.</summary>
    public bool Add(PodClass pods) => pods.Ordinal < 0 ? (_outsideIndex ??= []).Add(pods) : _inIndex.Add(pods.Ordinal);

    /// <summary>Whether a class is in it.</summary>
    public bool Contains(PodClass pods) => pods.Ordinal < 0 ? _outsideIndex?.Contains(pods) == true : _inIndex.Contains(pods.Ordinal);

    /// <summary>Whether the two have a class in common.</summary>
    public bool Overlaps(PodClassSet other) => _inIndex.Overlaps(other._inIndex)
        || (_outsideIndex is not null && other._outsideIndex is not null && _outsideIndex.Overlaps(other._outsideIndex));

    /// <summary>Whether the two hold the same classes.</summary>
    public bool SetEquals(PodClassSet other) => _inIndex.SetEquals(other._inIndex) && (_outsideIndex ?? []).SetEquals(other._outsideIndex ?? []);
}
