namespace AdmissionGuard.Core.Reachability;

/// <summary>A set of small numbers, a bit for each.</summary>
internal sealed class OrdinalSet
{
    private ulong[] _bits = [];

    /// <summary>Adds a number, 0 or more; false when it was there.</summary>
    public bool Add(int ordinal)
    {
        var (word, bit) = (ordinal >> 6, 1UL << (ordinal & 63));
        if (word >= _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        }

        var isNew = (_bits[word] & bit) == 0;
        _bits[word] |= bit;
        return isNew;
    }

    /// <summary>Whether the two have a number in common.</summary>
    public bool Overlaps(OrdinalSet other)
    {
        for (var i = 0; i < Math.Min(_bits.Length, other._bits.Length); i++)
        {
            if ((_bits[i] & other._bits[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the two hold the same numbers.</summary>
    public bool SetEquals(OrdinalSet other)
    {
        for (var i = 0; i < Math.Max(_bits.Length, other._bits.Length); i++)
        {
            if ((i < _bits.Length ? _bits[i] : 0) != (i < other._bits.Length ? other._bits[i] : 0))
            {
                return false;
            }
        }

        return true;
    }
}
