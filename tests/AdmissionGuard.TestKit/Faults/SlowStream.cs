namespace AdmissionGuard.TestKit.Faults;

/// <summary>Passes bytes on at no more than a given rate, a tenth of a second's worth at a time.</summary>
internal sealed class SlowStream(Stream inner, int bytesPerSecond, TimeProvider time) : Stream
{
    private const int PiecesPerSecond = 10;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var piece = Math.Max(1, bytesPerSecond / PiecesPerSecond);
        for (var rest = buffer; rest.Length > 0; rest = rest[Math.Min(piece, rest.Length)..])
        {
            await inner.WriteAsync(rest[..Math.Min(piece, rest.Length)], cancellationToken);
            await inner.FlushAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds((double)piece / bytesPerSecond), time, cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
