using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>The <c>ipBlock</c> of a peer: a CIDR and the CIDRs that are left out of it.</summary>
/// <param name="Cidr">The block.</param>
/// <param name="Except">What is left out; each lies within the block.</param>
public sealed record IpBlock(IpRange Cidr, ImmutableArray<IpRange> Except)
{
    /// <summary>Whether an address is in the block and in none of its exceptions.</summary>
    public bool Contains(IpAddress address)
    {
        if (!Cidr.Contains(address))
        {
            return false;
        }

        foreach (var except in Except)
        {
            if (except.Contains(address))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The block without its exceptions, as disjoint ranges in ascending order.</summary>
    public IEnumerable<IpRange> Ranges()
    {
        var next = Cidr.First;
        foreach (var except in Except.Order())
        {
            if (except.First > next)
            {
                yield return new IpRange(Cidr.Family, next, except.First - 1);
            }

            if (except.Last >= Cidr.Last)
            {
                yield break;
            }

            next = UInt128.Max(next, except.Last + 1);
        }

        yield return new IpRange(Cidr.Family, next, Cidr.Last);
    }

    /// <inheritdoc/>
    public bool Equals(IpBlock? other) =>
        other is not null && Cidr == other.Cidr && Except.AsSpan().SequenceEqual(other.Except.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cidr, Except.Length);
}
