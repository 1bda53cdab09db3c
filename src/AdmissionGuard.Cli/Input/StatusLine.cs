namespace AdmissionGuard.Cli.Input;

/// <summary>
/// Tells somebody who waits what for, after a second and on a terminal only, on one line that is gone when the waiting is over.
/// </summary>
internal sealed class StatusLine : IDisposable
{
    // Whoever waits less wonders about nothing, and sees no flicker.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Carriage return, and ECMA-48's "erase in line" to its end.
    private const string Erase = "\r\u001b[K";

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly ITimer? _timer;
    private string _text;
    private bool _isShown;
    private bool _isOver;

    public StatusLine(Terminal terminal, string text)
    {
        (_terminal, _text) = (terminal, text);
        _timer = terminal.ShowsProgress
            ? terminal.Time.CreateTimer(_ => Appear(), null, Patience, Timeout.InfiniteTimeSpan)
            : null;
    }

    public void Show(string text)
    {
        lock (_lock)
        {
            _text = text;
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

    private void Appear()
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
