using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AdmissionGuard.TestKit.Scripted;

/// <summary>
/// An HTTP server on loopback that knows nothing: the test takes each request and says, step by step, what happens to it. Real sockets
/// carry it, so that what a client sees of a reset or of silence is what it would see of an API server.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Exchange> _exchanges = Channel.CreateUnbounded<Exchange>();
    private readonly ConcurrentQueue<string> _log = [];
    private int _connections;
    private int _open;

    private ScriptedServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.MinResponseDataRate = null;
            options.Listen(IPAddress.Loopback, 0, listen => listen.Use(CountConnections));
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Path and query of every request so far.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>How many connections there have been.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections there are.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Starts one.</summary>
    public static async Task<ScriptedServer> StartAsync()
    {
        var server = new ScriptedServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The next request that the test has not taken yet.</summary>
    public Task<Exchange> NextAsync() => _exchanges.Reader.ReadAsync().AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _exchanges.Writer.Complete();
        while (_exchanges.Reader.TryRead(out var exchange))
        {
            exchange.Abort();
        }

        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var exchange = new Exchange(context);
        _log.Enqueue(exchange.PathAndQuery);
        if (!_exchanges.Writer.TryWrite(exchange))
        {
            context.Abort();
            return;
        }

        await exchange.Finished;
    }

    private ConnectionDelegate CountConnections(ConnectionDelegate next) => async connection =>
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _open);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };
}
