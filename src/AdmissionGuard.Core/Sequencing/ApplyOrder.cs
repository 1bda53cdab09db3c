using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>
/// In which order to make the changes of a set so that no connection that passes before and after is interrupted on the way.
/// </summary>
/// <param name="Steps">
/// The steps, one at least two when the order matters; policies within a step may be changed in any order, by namespace and name. Empty when
/// any order works.
/// </param>
/// <param name="AtAnyTime">The policies that may be changed before, between and after them; empty when any order works.</param>
/// <param name="Conflicts">Steps for which no order works, with the reason.</param>
public sealed record ApplyOrder(
    ImmutableArray<ImmutableArray<ObjectKey>> Steps, ImmutableArray<ObjectKey> AtAnyTime, ImmutableArray<OrderConflict> Conflicts)
{
    /// <summary>Any order works.</summary>
    public static ApplyOrder Any { get; } = new([], [], []);

    /// <summary>Whether the order matters.</summary>
    public bool Matters => Steps.Length > 1 || Conflicts.Length > 0;
}

/// <summary>Changes that interrupt something in whatever order they are made.</summary>
/// <param name="Policies">The policies, by namespace and name.</param>
/// <param name="Interruptions">What each of those that cannot be the next would interrupt.</param>
/// <param name="IsCertain">Whether there is no order; otherwise none was found among those that were tried.</param>
/// <param name="Remedy">What to do, in the imperative.</param>
public sealed record OrderConflict(
    ImmutableArray<ObjectKey> Policies, ImmutableArray<Interruption> Interruptions, bool IsCertain, string Remedy);

/// <summary>What a change would interrupt if it were made before the others of its conflict.</summary>
/// <param name="Policy">The policy that changes.</param>
/// <param name="Connections"><c>connections from shop/web[Deployment] to shop/db[Deployment] on TCP 5432</c>.</param>
public sealed record Interruption(ObjectKey Policy, string Connections);
