using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>A small HTTP proxy that knows CONNECT only, and takes every name to one server.</summary>
internal sealed class ConnectProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly string? _login;

    public ConnectProxy(int port, string? login = null)
    {
        (_port, _login) = (port, login);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The request lines that it has answered with 200.</summary>
    public ConcurrentQueue<string> Tunnels { get; } = [];

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                var head = await HeadAsync(stream);
                while (_login is not null && !head.Contains($"Proxy-Authorization: Basic {_login}", StringComparison.Ordinal))
                {
                    await stream.WriteAsync(
                        "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                    head = await HeadAsync(stream);
                }

                Tunnels.Enqueue(head.Split("\r\n")[0]);
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _port);
                await using var onward = server.GetStream();
                await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
                await Task.WhenAny(stream.CopyToAsync(onward), onward.CopyToAsync(stream));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One of the two has gone away.
        }
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
