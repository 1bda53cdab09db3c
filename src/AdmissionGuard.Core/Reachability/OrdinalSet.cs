using System.Numerics;

namespace AdmissionGuard.Core.Reachability;

/// <summary>A set of small numbers, a bit for each.</summary>
internal sealed class OrdinalSet
{
    private ulong[] _bits = [];

    /// <summary>Adds a number, 0 or more; false when it was there.</summary>
    public bool Add(int ordinal)
    {
        var (word, bit) = Place(ordinal);
        MakeRoom(word + 1);
        var isNew = (_bits[word] & bit) == 0;
        _bits[word] |= bit;
        return isNew;
    }

    /// <summary>Adds the numbers of another set that are not in a third one. Returns how many were not there.</summary>
    public int Add(OrdinalSet others, OrdinalSet leftOut)
    {
        MakeRoom(others._bits.Length);
        var added = 0;
        for (var i = 0; i < others._bits.Length; i++)
        {
            var fresh = others._bits[i] & ~leftOut.Word(i) & ~_bits[i];
            added += BitOperations.PopCount(fresh);
            _bits[i] |= fresh;
        }

        return added;
    }

    /// <summary>Takes a number out.</summary>
    public void Remove(int ordinal)
    {
        var (word, bit) = Place(ordinal);
        if (word < _bits.Length)
        {
            _bits[word] &= ~bit;
        }
    }

    /// <summary>Whether a number is in it.</summary>
    public bool Contains(int ordinal)
    {
        var (word, bit) = Place(ordinal);
        return (Word(word) & bit) != 0;
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
            if (Word(i) != other.Word(i))
            {
                return false;
            }
        }

        return true;
    }

    private static (int Word, ulong Bit) Place(int ordinal) => (ordinal >> 6, 1UL << (ordinal & 63));

    private ulong Word(int i) => i < _bits.Length ? _bits[i] : 0;

    private void MakeRoom(int words)
    {
        if (words > _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(words, _bits.Length * 2));
        }
    }
}
