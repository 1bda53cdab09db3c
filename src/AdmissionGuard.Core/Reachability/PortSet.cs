using System.Collections.Immutable;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Ports from <paramref name="First"/> to <paramref name="Last"/>, both included, 1 to 65535.</summary>
/// <param name="First">The lowest port.</param>
/// <param name="Last">The highest port, not below the first.</param>
public readonly record struct PortRange(int First, int Last)
{
    /// <summary><c>80</c> or <c>8000-8010</c>.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}

/// <summary>A set of ports of one protocol: ascending ranges that neither overlap nor touch.</summary>
public readonly struct PortSet : IEquatable<PortSet>
{
    /// <summary>The lowest port that can be used.</summary>
    public const int Lowest = 1;

    /// <summary>The highest port.</summary>
    public const int Highest = 65535;

    private readonly ImmutableArray<PortRange> _ranges;

    private PortSet(ImmutableArray<PortRange> ranges) => _ranges = ranges;

    /// <summary>No port.</summary>
    public static PortSet None { get; } = new([]);

    /// <summary>Every port.</summary>
    public static PortSet All { get; } = new([new PortRange(Lowest, Highest)]);

    /// <summary>The ranges, ascending.</summary>
    public ImmutableArray<PortRange> Ranges => _ranges.IsDefault ? [] : _ranges;

    /// <summary>Whether there is no port in it.</summary>
    public bool IsEmpty => _ranges.IsDefaultOrEmpty;

    /// <summary>Whether every port is in it.</summary>
    public bool IsAll => Ranges is [{ First: Lowest, Last: Highest }];

    /// <summary>The ports from one to another; both within 1 to 65535.</summary>
    public static PortSet Of(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, Lowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, Highest);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return first == Lowest && last == Highest ? All : new PortSet([new PortRange(first, last)]);
    }

    /// <summary>Whether a port is in the set.</summary>
    public bool Contains(int port)
    {
        foreach (var range in Ranges)
        {
            if (port >= range.First && port <= range.Last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The ports of either.</summary>
    public PortSet Union(PortSet other)
    {
        if (IsEmpty || other.IsAll)
        {
            return other;
        }

        if (other.IsEmpty || IsAll)
        {
            return this;
        }

        var result = ImmutableArray.CreateBuilder<PortRange>(Ranges.Length + other.Ranges.Length);
        var (i, j) = (0, 0);
        while (i < Ranges.Length || j < other.Ranges.Length)
        {
            var takeOwn = j == other.Ranges.Length || (i < Ranges.Length && Ranges[i].First <= other.Ranges[j].First);
            var next = takeOwn ? Ranges[i++] : other.Ranges[j++];
            if (result.Count > 0 && next.First <= result[^1].Last + 1)
            {
                result[^1] = new PortRange(result[^1].First, Math.Max(result[^1].Last, next.Last));
            }
            else
            {
                result.Add(next);
            }
        }

        return new PortSet(result.DrainToImmutable());
    }

    /// <summary>The ports of both.</summary>
    public PortSet Intersect(PortSet other)
    {
        if (IsAll || other.IsEmpty)
        {
            return other;
        }

        if (other.IsAll || IsEmpty)
        {
            return this;
        }

        var result = ImmutableArray.CreateBuilder<PortRange>();
        var (i, j) = (0, 0);
        while (i < Ranges.Length && j < other.Ranges.Length)
        {
            var (first, last) = (Math.Max(Ranges[i].First, other.Ranges[j].First), Math.Min(Ranges[i].Last, other.Ranges[j].Last));
            if (first <= last)
            {
                result.Add(new PortRange(first, last));
            }

            if (Ranges[i].Last < other.Ranges[j].Last)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return new PortSet(result.DrainToImmutable());
    }

    /// <summary>The ports that are not in the other set.</summary>
    public PortSet Except(PortSet other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return this;
        }

        var result = ImmutableArray.CreateBuilder<PortRange>();
        foreach (var range in Ranges)
        {
            var next = range.First;
            foreach (var hole in other.Ranges)
            {
                if (hole.Last < next || hole.First > range.Last)
                {
                    continue;
                }

                if (hole.First > next)
                {
                    result.Add(new PortRange(next, hole.First - 1));
                }

                next = hole.Last + 1;
            }

            if (next <= range.Last)
            {
                result.Add(new PortRange(next, range.Last));
            }
        }

        return new PortSet(result.DrainToImmutable());
    }

    /// <inheritdoc/>
    public bool Equals(PortSet other) => Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PortSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var range in Ranges)
        {
            hash.Add(range.First);
            hash.Add(range.Last);
        }

        return hash.ToHashCode();
    }

    /// <summary><c>80,8000-8010</c>; empty when there is none.</summary>
    public override string ToString() => string.Join(',', Ranges);

    /// <summary>Whether two sets are equal.</summary>
    public static bool operator ==(PortSet left, PortSet right) => left.Equals(right);

    /// <summary>Whether two sets differ.</summary>
    public static bool operator !=(PortSet left, PortSet right) => !left.Equals(right);
}
