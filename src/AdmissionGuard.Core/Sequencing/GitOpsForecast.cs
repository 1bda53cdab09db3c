using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>
/// What the webhook would reject of a set of changes when GitOps tools make them one request at a time, each judged against the cluster as
/// it is then. What is denied of the set as a whole is rejected anyway.
/// </summary>
/// <param name="Flux">When they are applied by name.</param>
/// <param name="ArgoCd">When they are applied at once.</param>
public sealed record GitOpsForecast(FluxForecast Flux, ArgoCdForecast ArgoCd)
{
    /// <summary>Nothing is rejected.</summary>
    public static GitOpsForecast Smooth { get; } = new(new FluxForecast([], [], null), new ArgoCdForecast([], []));
}

/// <summary>
/// Flux: a server-side dry run of every object against the unchanged cluster, where curable denials are warnings; the first error ends it
/// before anything is applied. Then objects are applied by name up to the first error, and deletions come last.
/// </summary>
/// <param name="FailsDryRun">Policies that the dry run rejects: nothing is applied.</param>
/// <param name="Applied">Policies that are applied before it stops; all of them when it does not.</param>
/// <param name="StopsAt">The policy that is rejected when it is applied; null when none is, or nothing is applied at all.</param>
public sealed record FluxForecast(ImmutableArray<ObjectKey> FailsDryRun, ImmutableArray<ObjectKey> Applied, ObjectKey? StopsAt);

/// <summary>
/// Argo CD: the policies of a wave are applied side by side, so that each may meet a cluster that has none of the others yet. What is
/// rejected is tried again with the next sync.
/// </summary>
/// <param name="Rejected">Policies that the unchanged cluster rejects.</param>
/// <param name="RejectedAgain">Those of them that are rejected still when all others are applied.</param>
public sealed record ArgoCdForecast(ImmutableArray<ObjectKey> Rejected, ImmutableArray<ObjectKey> RejectedAgain);
