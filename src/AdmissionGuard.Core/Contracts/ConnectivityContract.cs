using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Contracts;

/// <summary>What has to be able to talk, and what must not be, whatever becomes of the policies.</summary>
/// <param name="Lines">The lines, in the order in which they are written.</param>
public sealed record ConnectivityContract(ImmutableArray<ContractLine> Lines)
{
    /// <summary>The first pair of lines that ask for opposites; null when none do, as far as the lines tell by themselves.</summary>
    public (ContractLine Allow, ContractLine Deny)? Contradiction()
    {
        foreach (var deny in Lines.Where(line => !line.MustAllow))
        {
            foreach (var allow in Lines.Where(line => line.MustAllow))
            {
                if (!allow.Connections.Intersect(deny.Connections).IsEmpty && Meet(allow.From, deny.From) && Meet(allow.To, deny.To))
                {
                    return (allow, deny);
                }
            }
        }

        return null;
    }

    private static bool Meet(ContractEnd one, ContractEnd other) => one.IsWithin(other) || other.IsWithin(one);
}

/// <summary>One line: a connection that must be possible between every two pods of its ends, or between none.</summary>
/// <param name="MustAllow">Whether it must be possible.</param>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it arrives.</param>
/// <param name="Connections">On which ports.</param>
/// <param name="Place">Where the line stands: <c>file:line</c>.</param>
public sealed record ContractLine(bool MustAllow, ContractEnd From, ContractEnd To, ConnectionSet Connections, string Place);
