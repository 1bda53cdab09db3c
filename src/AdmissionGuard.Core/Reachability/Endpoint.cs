using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// One end of a connection as people see it: a workload or a part of one, or a range of addresses outside the cluster. Workloads sort
/// before addresses, by name; addresses by number.
/// </summary>
/// <param name="Name">The workload's name; null for addresses.</param>
/// <param name="Namespace">The workload's namespace; null for addresses.</param>
/// <param name="Range">The addresses; null for a workload.</param>
public sealed record Endpoint(string? Name, string? Namespace, IpRange? Range) : IComparable<Endpoint>
{
    /// <summary>The end that is a range.</summary>
    public static Endpoint Of(IpRange range) => new(null, null, range);

    /// <inheritdoc/>
    public int CompareTo(Endpoint? other)
    {
        if (ReferenceEquals(this, other))
        {
            return 0;
        }

        if (other is null)
        {
            return 1;
        }

        return (Range, other.Range) switch
        {
            ({ } own, { } others) => own.CompareTo(others),
            ({ }, null) => 1,
            (null, { }) => -1,
            _ => string.CompareOrdinal(Name, other.Name),
        };
    }

    /// <summary><c>namespace/name[Kind]</c> or <c>10.0.0.0-10.255.255.255</c>.</summary>
    public override string ToString() => Name ?? Range!.Value.ToString();
}
