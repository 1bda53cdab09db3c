using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>All that <c>connections</c> may print.</summary>
/// <param name="Connections">The connections, in the order of their ends.</param>
/// <param name="Index">The cluster.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Notes">What the reader of the files should know; formats for programs leave it to standard error.</param>
internal sealed record ConnectionsReport(
    ImmutableArray<WorkloadConnection> Connections, ClusterIndex Index, ConnectionOptions Options, ImmutableArray<string> Notes);
