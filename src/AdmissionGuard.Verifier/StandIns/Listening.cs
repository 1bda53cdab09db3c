using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdmissionGuard.Verifier.StandIns;

/// <summary>
/// The destination's half: takes connections on some ports, hears what each says first, and writes of every one that arrived. It answers
/// nothing.
/// </summary>
/// <param name="address">The address to listen on; null for all.</param>
/// <param name="tick">How often it writes that it is alive.</param>
/// <param name="voice">Where it writes.</param>
/// <param name="time">The clock.</param>
internal sealed class Listening(IPAddress? address, TimeSpan tick, StandInVoice voice, TimeProvider time)
{
    // Whoever is let in and says nothing must not keep others out.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private const int MostAtOnce = 64;

    /// <summary>Listens until it is cancelled.</summary>
    public async Task RunAsync(IReadOnlyCollection<int> ports, CancellationToken cancellation)
    {
        var sockets = new List<Socket>();
        try
        {
            var tasks = new List<Task> { TickAsync(cancellation) };
            foreach (var port in ports)
            {
                if (Open(port) is { } socket)
                {
                    sockets.Add(socket);
                    voice.Say(new StandInLine { Said = StandInWord.Listening, Port = port });
                    tasks.Add(AcceptAsync(socket, port, cancellation));
                }
            }

            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how it ends.
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private Socket? Open(int port)
    {
        try
        {
            // A node may be without IPv6.
            return Bound(address ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any), port);
        }
        catch (SocketException e)
        {
            voice.Say(new StandInLine { Said = StandInWord.Deaf, Port = port, Why = e.Message });
            return null;
        }
    }

    private static Socket Bound(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(MostAtOnce);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        while (true)
        {
            voice.Say(new StandInLine { Said = StandInWord.Tick });
            await Task.Delay(tick, time, cancellation);
        }
    }

    private async Task AcceptAsync(Socket socket, int port, CancellationToken cancellation)
    {
        using var room = new SemaphoreSlim(MostAtOnce);
        var strangers = new Strangers(tick, voice);
        while (true)
        {
            await room.WaitAsync(cancellation);
            Socket taken;
            try
            {
                taken = await socket.AcceptAsync(cancellation);
            }
            catch (SocketException)
            {
                // It was gone before it was taken, or there are too many open files: in either case the next one may be better.
                room.Release();
                await Task.Delay(tick, time, cancellation);
                continue;
            }

            _ = HearAsync(taken, port, strangers, room, cancellation);
        }
    }

    private async Task HearAsync(Socket taken, int port, Strangers strangers, SemaphoreSlim room, CancellationToken cancellation)
    {
        try
        {
            using (taken)
            {
                var from = taken.RemoteEndPoint is IPEndPoint peer ? (peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address).ToString() : null;
                var token = await TokenAsync(taken, cancellation);
                if (token is not null || strangers.MayBeNamed())
                {
                    voice.Say(new StandInLine { Said = StandInWord.Arrived, Port = port, From = from, Token = token });
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It was taken and ended before anything was known of it.
        }
        finally
        {
            Release(room);
        }
    }

    // The listener may have ended meanwhile.
    private static void Release(SemaphoreSlim room)
    {
        try
        {
            room.Release();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task<string?> TokenAsync(Socket taken, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(ConnectionToken.Length);
        try
        {
            var length = 0;
            while (length < ConnectionToken.Length
                && await taken.ReceiveAsync(buffer.AsMemory(length, ConnectionToken.Length - length), either.Token) is > 0 and var read)
            {
                length += read;
            }

            return ConnectionToken.IsOne(buffer.AsSpan(0, length)) ? Encoding.ASCII.GetString(buffer, 0, length) : null;
        }
        catch (SocketException)
        {
            // The kubelet's probe closes at once, at times with a reset: it has arrived all the same.
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The kubelet's probes come once a second. Others, who may come as often as they like, shall not fill the log.
    private sealed class Strangers(TimeSpan apart, StandInVoice voice)
    {
        private readonly Lock _lock = new();
        private TimeSpan? _last;

        public bool MayBeNamed()
        {
            lock (_lock)
            {
                if (voice.Age - _last < apart)
                {
                    return false;
                }

                _last = voice.Age;
                return true;
            }
        }
    }
}
