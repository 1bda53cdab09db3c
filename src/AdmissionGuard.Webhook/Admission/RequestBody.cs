using System.Buffers;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// The whole body of a request, in a borrowed array. It grows with what has arrived and not with what was announced: a thousand slow clients
/// that announce 8 MiB each cost what they have sent.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int First = 16 * 1024;

    // Twice what a review with a hundred rules has: a thousand clients may send so much at once.
    private const int Large = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(First);
    private int _length;

    private RequestBody()
    {
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Utf8 => _bytes.AsSpan(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="place">Taken when the body turns out to be large.</param>
    /// <param name="cancellation">The client is gone.</param>
    public static async Task<RequestBody> ReadAsync(Stream stream, LargeBodies.Place place, CancellationToken cancellation)
    {
        var body = new RequestBody();
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(body._bytes.AsMemory(body._length), cancellation);
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
                if (body._length >= Large && !place.IsTaken)
                {
                    cancellation = await place.TakeAsync(cancellation);
                }

                body.MakeRoom();
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void MakeRoom()
    {
        if (_length == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            Utf8.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
