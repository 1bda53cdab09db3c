using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>A small SOCKS5 proxy (RFC 1928) without a login, which takes every name to one server. It serves one connection.</summary>
internal sealed class SocksProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;

    public SocksProxy(int port)
    {
        _port = port;
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Where clients wanted to go.</summary>
    public ConcurrentQueue<string> Tunnels { get; } = [];

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();

            // Version, methods; the answer is version and "no authentication".
            var greeting = await ReadAsync(stream, 2);
            await ReadAsync(stream, greeting[1]);
            await stream.WriteAsync(new byte[] { 5, 0 });

            // Version, CONNECT, reserved, "a name follows", its length; then name and port.
            var request = await ReadAsync(stream, 5);
            var name = Encoding.ASCII.GetString(await ReadAsync(stream, request[4]));
            Tunnels.Enqueue($"{name}:{BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, 2))}");
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _port);
            await using var onward = server.GetStream();
            await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
            await Task.WhenAny(stream.CopyToAsync(onward), onward.CopyToAsync(stream));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One of the two has gone away, or the test is over.
        }
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
