using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>The <c>ipBlock</c> of a peer: a CIDR and the CIDRs that are left out of it.</summary>
/// <param name="Cidr">The block.</param>
/// <param name="Except">What is left out; each lies within the block.</param>
public sealed record IpBlock(IpRange Cidr, ImmutableArray<IpRange> Except)
{
    // RFC 3927 and RFC 4291: never routed, and so never a pod's. The metadata services of clouds are there, and often left out of a block.
    private static readonly IpRange LinkLocalIPv4 = IpRange.ParseCidr("169.254.0.0/16")!.Value;
    private static readonly IpRange LinkLocalIPv6 = IpRange.ParseCidr("fe80::/10")!.Value;

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

    /// <summary>
    /// Whether a pod is in the block by its addresses, of which one is enough. A pod whose address is not known yet has some address: it is
    /// in a block that holds all.
    /// </summary>
    public bool Contains(Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        if (pod.Addresses.IsEmpty)
        {
            return HoldsEveryPod;
        }

        foreach (var address in pod.Addresses)
        {
            if (Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether every address of a family that a pod can have is in the block: what is left out is link-local, if anything.</summary>
    public bool HoldsEveryPod
    {
        get
        {
            var nobodys = Cidr.Family == IpFamily.IPv4 ? LinkLocalIPv4 : LinkLocalIPv6;
            return Cidr == IpRange.Everything(Cidr.Family) && Except.All(nobodys.Contains);
        }
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
