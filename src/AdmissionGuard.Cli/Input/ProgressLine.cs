using System.Globalization;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Cli.Input;

/// <summary>
/// Tells somebody who waits what for: <c>reading pods: 12,500 of 150,000...</c>, after a second and on a terminal only, on one line that
/// is gone when all is read.
/// </summary>
internal sealed class ProgressLine : IProgress<ListProgress>, IDisposable
{
    // Whoever waits less wonders about nothing, and sees no flicker.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Carriage return, and ECMA-48's "erase in line" to its end.
    private const string Erase = "\r\u001b[K";

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly ITimer? _timer;
    private string _text = "connecting...";
    private bool _isShown;
    private bool _isOver;

    public ProgressLine(Terminal terminal)
    {
        _terminal = terminal;
        _timer = terminal.ShowsProgress
            ? terminal.Time.CreateTimer(_ => Show(), null, Patience, Timeout.InfiniteTimeSpan)
            : null;
    }

    /// <inheritdoc/>
    public void Report(ListProgress value)
    {
        lock (_lock)
        {
            _text = Text(value);
            if (_isShown)
            {
                Write(_text);
            }
        }
    }

    /// <summary>Leaves the line as if nothing had been there.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isOver = true;
            if (_isShown)
            {
                Write("");
            }
        }
    }

    private static string Text(ListProgress progress)
    {
        var total = progress.Remaining is { } remaining && remaining > 0 ? $" of {Number(progress.Read + remaining)}" : "";
        return progress.Read == 0 ? $"reading {progress.Resource}..." : $"reading {progress.Resource}: {Number(progress.Read)}{total}...";
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private void Show()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _isShown = true;
                Write(_text);
            }
        }
    }

    private void Write(string text)
    {
        _terminal.Error.Write(Erase + text);
        _terminal.Error.Flush();
    }
}
