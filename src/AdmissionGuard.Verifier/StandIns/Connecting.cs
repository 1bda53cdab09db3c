using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdmissionGuard.Verifier.StandIns;

/// <summary>A connection that a stand-in tries in each round.</summary>
/// <param name="Probe">The probe's id.</param>
/// <param name="To">Where to: always another stand-in.</param>
internal sealed record ConnectTarget(string Probe, IPEndPoint To)
{
    /// <summary>Reads <c>PROBE=ADDRESS:PORT</c>; null when it is not that.</summary>
    public static ConnectTarget? Read(string text) =>
        text.Split('=') is [{ Length: > 0 } probe, var to] && IPEndPoint.TryParse(to, out var end) && end.Port > 0 ? new ConnectTarget(probe, end) : null;

    /// <summary><c>PROBE=ADDRESS:PORT</c>.</summary>
    public override string ToString() => $"{Probe}={To}";
}

/// <summary>How often and how long a stand-in tries.</summary>
/// <param name="Every">From the beginning of a round to that of the next.</param>
/// <param name="Patience">How long a connection is waited for: the kernel sends a second SYN after a second.</param>
internal sealed record ConnectPace(TimeSpan Every, TimeSpan Patience);

/// <summary>
/// The source's half: tries all its connections again and again, in rounds, and says in each whose it is. What came back is written down;
/// what arrived is known at the other end alone.
/// </summary>
/// <param name="targets">The connections.</param>
/// <param name="seed">The run's secret.</param>
/// <param name="pace">How often, and how long.</param>
/// <param name="connect">Opens a connection.</param>
/// <param name="voice">Where it writes.</param>
/// <param name="time">The clock.</param>
internal sealed class Connecting(
    IReadOnlyList<ConnectTarget> targets, string seed, ConnectPace pace, Connect connect, StandInVoice voice, TimeProvider time)
{
    /// <summary>Tries until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(pace.Every, time);
        try
        {
            for (var round = 1; ; round++)
            {
                var number = round;
                await Task.WhenAll(targets.Select(target => TryAsync(target, number, cancellation)));
                voice.Say(new StandInLine { Said = StandInWord.Ended, Round = number });
                await timer.WaitForNextTickAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private async Task TryAsync(ConnectTarget target, int round, CancellationToken cancellation)
    {
        var line = new StandInLine { Said = StandInWord.Tried, Probe = target.Probe, Round = round };
        using var late = new CancellationTokenSource(pace.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var socket = await connect(target.To, either.Token);
            await SayAsync(socket, ConnectionToken.Of(seed, target.Probe, round), either.Token);
            line = line with { Answer = ConnectAnswer.Accepted };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            line = line with { Answer = ConnectAnswer.Silence };
        }
        catch (SocketException e)
        {
            line = line with { Answer = ConnectAnswers.Of(e.SocketErrorCode), Why = e.Message };
        }

        voice.Say(line);
    }

    // The other end closes when it has heard it. That it does not says nothing: the connection was taken.
    private static async Task SayAsync(Socket socket, string token, CancellationToken cancellation)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(token), cancellation);
            socket.Shutdown(SocketShutdown.Send);
            _ = await socket.ReceiveAsync(new byte[1], cancellation);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
        }
    }
}

/// <summary>Opens a TCP connection.</summary>
/// <exception cref="SocketException">There is none, and the kernel says why.</exception>
internal delegate Task<Socket> Connect(IPEndPoint to, CancellationToken cancellation);

/// <summary>TCP connections as the kernel opens them.</summary>
internal static class TcpConnections
{
    /// <summary>Opens one.</summary>
    public static async Task<Socket> OpenAsync(IPEndPoint to, CancellationToken cancellation)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
