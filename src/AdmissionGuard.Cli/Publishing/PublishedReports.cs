using System.Collections.Immutable;
using AdmissionGuard.Cli.Rendering.Reports;

namespace AdmissionGuard.Cli.Publishing;

/// <summary>What became of reports that were written into a cluster.</summary>
/// <param name="Kind">As what they were written.</param>
/// <param name="Written">How many are new or say something else than before.</param>
/// <param name="Unchanged">How many were there as they are.</param>
/// <param name="Deleted">How many went, because their namespace has no policy any more.</param>
/// <param name="Gone">Namespaces that are about to go, or went meanwhile, and so have no report.</param>
internal sealed record PublishedReports(ReportKind Kind, int Written, int Unchanged, int Deleted, ImmutableArray<string> Gone)
{
    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"{Kind.Definition}: {Written} written, {Unchanged} unchanged, {Deleted} deleted"
        + (Gone.IsEmpty ? "" : $"; none in {string.Join(", ", Gone)}, which {(Gone.Length == 1 ? "is" : "are")} being deleted");
}
