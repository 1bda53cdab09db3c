using AdmissionGuard.Cli.Input;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>All that <c>explain</c> may print.</summary>
/// <param name="Before">The answer, or that before a change.</param>
/// <param name="After">The answer after the change; null where no change is asked about.</param>
internal sealed record ExplainReport(Answer Before, Answer? After);
