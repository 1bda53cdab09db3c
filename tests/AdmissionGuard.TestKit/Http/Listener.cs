using System.Net;
using System.Net.Security;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AdmissionGuard.TestKit.Http;

/// <summary>HTTP/1.1 and HTTP/2 over TLS on loopback; can stop and come back on the port it had.</summary>
internal sealed class Listener(RequestHandler handler, FaultPlan faults, RequestLog requests, ServingCertificate certificate)
    : IAsyncDisposable
{
    private WebApplication? _running;
    private CancellationTokenSource _stopping = new();
    private int _accepted;
    private int _open;

    public ServingCertificate Certificate => certificate;

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many there are.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The port; 0 before the first start.</summary>
    public int Port { get; private set; }

    public async Task StartAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Warnings of webhooks are sent as they are, in UTF-8.
            kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.UTF8;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Use(next => connection => ConnectAsync(connection, next));
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Tls()) });
            });
        });
        var app = builder.Build();
        _stopping = new();
        var stopping = _stopping.Token;
        app.Run(context => HandleAsync(context, stopping));
        await app.StartAsync();
        _running = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(address).Port;
    }

    public async Task StopAsync()
    {
        if (_running is not { } app)
        {
            return;
        }

        _running = null;
        await _stopping.CancelAsync();

        // No grace: whoever is still connected is hung up on.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        _stopping.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        certificate.Dispose();
    }

    private async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
        try
        {
            await faults.ConnectAsync(connection, next);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    // Any certificate may be shown and none need be: who it belongs to is for authentication to say, with a 401.
    private SslServerAuthenticationOptions Tls() => new()
    {
        ServerCertificateContext = certificate.Context,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, _, _, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch),
    };

    private async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        var request = context.Request;
        var logged = new LoggedRequest(
            request.Method,
            $"{request.Path}{request.QueryString}",
            request.Headers.UserAgent.ToString(),
            request.Headers.Accept.ToString(),
            request.Protocol);
        context.Response.OnStarting(() =>
        {
            requests.Answered(logged, context.Response.StatusCode);
            return Task.CompletedTask;
        });
        requests.Add(logged);
        context.Response.Headers.CacheControl = "no-cache, private";
        try
        {
            if (!await faults.StrikeAsync(context, logged, stopping))
            {
                await handler.RunAsync(context, logged, stopping);
            }
        }
        catch (AnswerCutException)
        {
            // As the test wanted it.
        }
    }

    // The usual lifetime takes Ctrl+C and SIGTERM away from the process that the server runs in.
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
