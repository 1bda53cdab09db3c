using System.Buffers;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>
/// The part of a stream that has been received and not yet read, always in one piece: a PipeReader hands out segments, and every object
/// that crosses from one to the next would have to be copied together before it can be decoded.
/// </summary>
/// <param name="stream">Disposed of by its owner.</param>
/// <param name="cap">How much one line or value may take, in bytes, so that a peer cannot exhaust the memory.</param>
internal sealed class ByteWindow(Stream stream, int cap) : IDisposable
{
    private const int FirstSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;

    /// <summary>What has been received and not been read.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Marks the first bytes of <see cref="Unread"/> as read.</summary>
    public void Advance(int count) => _start += count;

    /// <summary>Receives more; false at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">What is unread is larger than the cap.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        MakeRoom();
        var received = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += received;
        return received > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private void MakeRoom()
    {
        var unread = _end - _start;
        if (unread > cap)
        {
            throw new InvalidDataException($"the server sent a line or an object of more than {cap >> 20} MiB");
        }

        // Moving the rest to the front is cheap only as long as it is small; with half the buffer free there is no need for it yet.
        if (_buffer.Length - _end >= _buffer.Length / 2)
        {
            return;
        }

        var target = unread > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        Unread.CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end) = (0, unread);
    }
}
