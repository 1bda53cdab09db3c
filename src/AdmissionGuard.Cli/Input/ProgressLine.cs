using System.Globalization;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Cli.Input;

/// <summary>Tells somebody who waits for a cluster how much of it is read: <c>reading pods: 12,500 of 150,000...</c>.</summary>
internal sealed class ProgressLine(Terminal terminal) : IProgress<ListProgress>, IDisposable
{
    private readonly StatusLine _line = new(terminal, "connecting...");

    /// <inheritdoc/>
    public void Report(ListProgress value) => _line.Show(Text(value));

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();

    private static string Text(ListProgress progress)
    {
        var total = progress.Remaining is { } remaining && remaining > 0 ? $" of {Number(progress.Read + remaining)}" : "";
        return progress.Read == 0 ? $"reading {progress.Resource}..." : $"reading {progress.Resource}: {Number(progress.Read)}{total}...";
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
