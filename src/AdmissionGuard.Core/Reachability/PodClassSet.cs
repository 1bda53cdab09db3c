namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// A set of classes, a bit for each class of the index: a review may gather every class of a large cluster, several times.
/// </summary>
internal sealed class PodClassSet
{
    private readonly HashSet<PodClass> _outsideIndex = [];
    private ulong[] _bits = [];

    /// <summary>Adds a class; false when it was there.</summary>
    public bool Add(PodClass pods)
    {
        if (pods.Ordinal < 0)
        {
            return _outsideIndex.Add(pods);
        }

        var (word, bit) = (pods.Ordinal >> 6, 1UL << (pods.Ordinal & 63));
        if (word >= _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        }

        var isNew = (_bits[word] & bit) == 0;
        _bits[word] |= bit;
        return isNew;
    }

    /// <summary>Whether the two have a class in common.</summary>
    public bool Overlaps(PodClassSet other)
    {
        for (var i = 0; i < Math.Min(_bits.Length, other._bits.Length); i++)
        {
            if ((_bits[i] & other._bits[i]) != 0)
            {
                return true;
            }
        }

        return _outsideIndex.Overlaps(other._outsideIndex);
    }

    /// <summary>Whether the two hold the same classes.</summary>
    public bool SetEquals(PodClassSet other)
    {
        for (var i = 0; i < Math.Max(_bits.Length, other._bits.Length); i++)
        {
            if ((i < _bits.Length ? _bits[i] : 0) != (i < other._bits.Length ? other._bits[i] : 0))
            {
                return false;
            }
        }

        return _outsideIndex.SetEquals(other._outsideIndex);
    }
}
