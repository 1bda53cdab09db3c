namespace AdmissionGuard.TestKit.Faults;

/// <summary>Ends a request whose answer was cut short: there is nothing left to say.</summary>
internal sealed class AnswerCutException() : IOException("the answer was cut short by a fault");

/// <summary>Passes bytes on up to a point, then does something and ends the request.</summary>
internal sealed class CutStream(Stream inner, CutPoint point, Func<Task> cut) : Stream
{
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
        var passed = point.Find(buffer.Span);
        await inner.WriteAsync(buffer[..(passed ?? buffer.Length)], cancellationToken);
        if (passed is not null)
        {
            await inner.FlushAsync(cancellationToken);
            await cut();
            throw new AnswerCutException();
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
