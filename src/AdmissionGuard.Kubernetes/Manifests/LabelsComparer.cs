using System.Runtime.InteropServices;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Finds labels by their pairs, in the order of their keys, without making labels of them first.</summary>
internal sealed class LabelsComparer
    : IEqualityComparer<Labels>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, string>>, Labels>
{
    public bool Equals(Labels? x, Labels? y) => x is null ? y is null : x.Equals(y);

    public bool Equals(ReadOnlySpan<KeyValuePair<string, string>> alternate, Labels other)
    {
        var pairs = other.Pairs;
        if (alternate.Length != pairs.Length)
        {
            return false;
        }

        for (var i = 0; i < pairs.Length; i++)
        {
            if (!string.Equals(pairs[i].Key, alternate[i].Key, StringComparison.Ordinal)
                || !string.Equals(pairs[i].Value, alternate[i].Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(Labels obj) => GetHashCode(obj.Pairs);

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, string>> alternate)
    {
        var hash = new HashCode();
        foreach (var (key, value) in alternate)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public Labels Create(ReadOnlySpan<KeyValuePair<string, string>> alternate) => Labels.From(alternate.ToArray());

    /// <summary>Whether the keys ascend, as Go writes them.</summary>
    public static bool IsSorted(List<KeyValuePair<string, string>> pairs)
    {
        var span = CollectionsMarshal.AsSpan(pairs);
        for (var i = 1; i < span.Length; i++)
        {
            if (string.CompareOrdinal(span[i - 1].Key, span[i].Key) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
