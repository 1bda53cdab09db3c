using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using AdmissionGuard.TestKit.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>What a server has seen of a request.</summary>
internal sealed record Seen(
    string Path, string? Authorization, string? User, string Host, string Protocol, string UserAgent, string Connection);

/// <summary>
/// A real TLS server on loopback that answers 200 unless a test says otherwise. Its certificate may be changed while it runs.
/// </summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private X509Certificate2 _certificate;
    private int _open;

    private TlsServer(IssuedCertificate certificate, IPAddress address, Func<X509Certificate2, bool> acceptsClient)
    {
        _certificate = certificate.Load();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, 0, listen =>
        {
            listen.Use(CountAsync);
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificateSelector = (_, name) =>
                {
                    ServerNames.Enqueue(name);
                    return _certificate;
                },
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (client, _, _) => acceptsClient(client),
            });
        }));
        _app = builder.Build();
        _app.Run(async context =>
        {
            Requests.Enqueue(new Seen(
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.Authorization.FirstOrDefault(),
                context.Connection.ClientCertificate?.Subject,
                context.Request.Host.Value!,
                context.Request.Protocol,
                context.Request.Headers.UserAgent.ToString(),
                context.Connection.Id));
            await Answer(context);
        });
    }

    public ConcurrentQueue<Seen> Requests { get; } = [];

    /// <summary>The names that clients have asked for in the handshake; null where they have not.</summary>
    public ConcurrentQueue<string?> ServerNames { get; } = [];

    /// <summary>How many connections there are.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync("{}");

    public Uri Address => new(_app.Urls.Single());

    public static async Task<TlsServer> StartAsync(
        IssuedCertificate certificate, IPAddress? address = null, Func<X509Certificate2, bool>? acceptsClient = null)
    {
        var server = new TlsServer(certificate, address ?? IPAddress.Loopback, acceptsClient ?? (_ => true));
        await server._app.StartAsync();
        return server;
    }

    public void Use(IssuedCertificate certificate) => _certificate = certificate.Load();

    /// <summary>Answers 401 unless a request has this token.</summary>
    public void Require(Func<string> token) => Answer = async context =>
    {
        if (context.Request.Headers.Authorization != $"Bearer {token()}")
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsJsonAsync(new { kind = "Status", code = 401, reason = "Unauthorized", message = "Unauthorized" });
        }
    };

    private async Task CountAsync(ConnectionContext connection, Func<Task> next)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await next();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
