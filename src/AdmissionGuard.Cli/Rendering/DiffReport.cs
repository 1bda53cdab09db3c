using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>All that <c>diff</c> may print.</summary>
/// <param name="Changes">The pairs of ends that differ, in their order.</param>
/// <param name="Before">The one state.</param>
/// <param name="After">The other.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Notes">What the reader of the files should know; formats for programs leave it to standard error.</param>
internal sealed record DiffReport(
    ImmutableArray<ConnectionChange> Changes, ClusterIndex Before, ClusterIndex After, ConnectionOptions Options, ImmutableArray<string> Notes);
