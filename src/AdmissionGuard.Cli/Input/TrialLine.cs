using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Reporting;

namespace AdmissionGuard.Cli.Input;

/// <summary>Tells somebody who waits for a verdict where it stands: <c>provisional ENFORCED: 12 of 12 connections…</c>.</summary>
internal sealed class TrialLine(Terminal terminal) : IProgress<Trial>, IDisposable
{
    private readonly StatusLine _line = new(terminal, "probing...");

    /// <inheritdoc/>
    public void Report(Trial value) => _line.Show($"probing, so far {TrialWords.Headline(value.Verdict)}: {TrialWords.Summary(value)}...");

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();
}
