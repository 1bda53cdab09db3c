using System.Net;
using System.Net.Sockets;
using System.Text;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Tests.StandIns;

/// <summary>Both halves, with real sockets of this machine.</summary>
public sealed class ListeningTests : IAsyncDisposable
{
    private const string Seed = "seed";

    private readonly CancellationTokenSource _stop = new();
    private readonly MemoryStream _heard = new();
    private readonly MemoryStream _said = new();
    private Task _listening = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening.WaitAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    [Fact]
    public async Task What_one_half_sends_the_other_sees_and_both_say_so()
    {
        var port = await ListenAsync();
        var target = new ConnectTarget("abc", new IPEndPoint(IPAddress.Loopback, port));
        await ConnectAsync(target, () => Lines(_said).Any(line => line is { Said: StandInWord.Ended, Round: 2 }));
        Assert.Contains(Lines(_said), line => line is { Said: StandInWord.Tried, Probe: "abc", Round: 1, Answer: ConnectAnswer.Accepted });
        foreach (var round in (int[])[1, 2])
        {
            await Eventually.Async(() => Lines(_heard).Any(line =>
                line is { Said: StandInWord.Arrived, From: "127.0.0.1" } && line.Port == port && line.Token == ConnectionToken.Of(Seed, "abc", round)));
        }
    }

    [Fact]
    public async Task A_connection_that_says_nothing_has_arrived_and_is_nobodys()
    {
        var port = await ListenAsync();
        using (await TcpConnections.OpenAsync(new IPEndPoint(IPAddress.Loopback, port), _stop.Token))
        {
        }

        await Eventually.Async(() => Lines(_heard).Any(line => line is { Said: StandInWord.Arrived, Token: null, From: "127.0.0.1" }));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: db\r\n\r\n")]
    [InlineData("ABCDEF0123456789ABCDEF0123456789")]
    [InlineData("\",\"said\":\"tick\",\"at\":999999999999")]
    public async Task What_somebody_else_says_is_never_written_down(string text)
    {
        var port = await ListenAsync();
        using (var socket = await TcpConnections.OpenAsync(new IPEndPoint(IPAddress.Loopback, port), _stop.Token))
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), _stop.Token);
        }

        await Eventually.Async(() => Lines(_heard).Any(line => line is { Said: StandInWord.Arrived, Token: null }));
    }

    [Fact]
    public async Task A_refusal_is_told_from_silence()
    {
        var closed = await ListenAsync();
        await _stop.CancelAsync();
        await _listening;
        await ConnectAsync(
            new ConnectTarget("abc", new IPEndPoint(IPAddress.Loopback, closed)), () => Lines(_said).Any(line => line.Said == StandInWord.Ended));
        Assert.Contains(Lines(_said), line => line is { Said: StandInWord.Tried, Answer: ConnectAnswer.Refused });
    }

    [Fact]
    public async Task Silence_is_what_comes_of_a_connection_that_is_dropped()
    {
        await ConnectAsync(
            new ConnectTarget("abc", new IPEndPoint(IPAddress.Loopback, 9)),
            () => Lines(_said).Any(line => line.Said == StandInWord.Ended),
            async (_, cancellation) =>
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                throw new InvalidOperationException("unreachable");
            });
        Assert.Contains(Lines(_said), line => line is { Said: StandInWord.Tried, Answer: ConnectAnswer.Silence });
    }

    [Fact]
    public async Task A_port_that_another_has_is_said_to_be_deaf_and_the_others_are_heard()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var taken = ((IPEndPoint)other.LocalEndPoint!).Port;
        var port = await ListenAsync(taken);
        Assert.Contains(Lines(_heard), line => line is { Said: StandInWord.Deaf, Why: not null } && line.Port == taken);
        Assert.Contains(Lines(_heard), line => line.Said == StandInWord.Listening && line.Port == port);
    }

    [Fact]
    public void A_token_depends_on_the_secret_the_probe_and_the_round()
    {
        string[] tokens = [ConnectionToken.Of("a", "p", 1), ConnectionToken.Of("b", "p", 1), ConnectionToken.Of("a", "q", 1), ConnectionToken.Of("a", "p", 2)];
        Assert.Equal(4, tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.All(tokens, token => Assert.True(ConnectionToken.IsOne(Encoding.ASCII.GetBytes(token))));
    }

    [Theory]
    [InlineData("panic: out of memory")]
    [InlineData("{\"said\":\"sung\"}")]
    [InlineData("{\"said\":\"tick\"")]
    [InlineData("{\"at\":1}")]
    public void A_line_that_is_none_of_ours_is_passed_over(string line) => Assert.Null(StandInLine.Read(line));

    // A port that was free a moment ago.
    private async Task<int> ListenAsync(params int[] others)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        probe.Dispose();
        var listening = new Listening(
            IPAddress.Loopback, TimeSpan.FromMilliseconds(20), new StandInVoice(Stream.Synchronized(_heard), TimeProvider.System), TimeProvider.System);
        _listening = listening.RunAsync([.. others, port], _stop.Token);
        await Eventually.Async(() => Lines(_heard).Any(line => line.Port == port));
        return port;
    }

    private async Task ConnectAsync(ConnectTarget target, Func<bool> until, Connect? connect = null)
    {
        using var stop = new CancellationTokenSource();
        var pace = new ConnectPace(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500));
        var running = new Connecting(
            [target], Seed, pace, connect ?? TcpConnections.OpenAsync, new StandInVoice(Stream.Synchronized(_said), TimeProvider.System), TimeProvider.System)
            .RunAsync(stop.Token);
        await Eventually.Async(until);
        await stop.CancelAsync();
        await running;
    }

    private static List<StandInLine> Lines(MemoryStream stream)
    {
        lock (stream)
        {
            return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n').Select(StandInLine.Read).OfType<StandInLine>()];
        }
    }
}
