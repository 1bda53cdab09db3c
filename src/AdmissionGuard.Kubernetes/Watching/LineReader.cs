namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Reads the lines of a watch, each as soon as it is complete. JSON has no raw newline, so that a line is an event.</summary>
/// <param name="body">The body of the response.</param>
internal sealed class LineReader(Stream body) : IDisposable
{
    // Ten times what etcd stores in one object by default.
    private const int Cap = 16 * 1024 * 1024;

    private readonly ByteWindow _window = new(body, Cap);
    private int _scanned;
    private int _line;

    /// <summary>The line that <see cref="NextAsync"/> has found, without its end; gone with the next call.</summary>
    public ReadOnlySpan<byte> Line => _window.Unread[.._line];

    /// <summary>
    /// Moves to the next line; false at the end. The server ends a watch in the middle of a line only when it breaks off: that is no
    /// event, and the next watch brings it again.
    /// </summary>
    /// <exception cref="InvalidDataException">The line is longer than 16 MiB.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        if (_line < _scanned)
        {
            _window.Advance(_line + 1);
        }

        (_scanned, _line) = (0, 0);
        while (true)
        {
            var end = _window.Unread[_scanned..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                _line = _scanned + end;
                _scanned = _line + 1;
                return true;
            }

            _scanned = _window.Unread.Length;
            if (!await _window.FillAsync(cancellation))
            {
                _window.Advance(_scanned);
                _scanned = 0;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();
}
