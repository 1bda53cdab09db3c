using System.Net;
using System.Net.Sockets;
using AdmissionGuard.Serving.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Serving.Health;

/// <summary>Serves <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c> for a process that serves nothing else.</summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HealthServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts to serve.</summary>
    /// <param name="endPoint">Where; with port 0 on one that is free.</param>
    /// <param name="live">What has to be well for the process to go on.</param>
    /// <param name="ready">What has to be well for it to be of use.</param>
    /// <param name="metrics">What is measured.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public static async Task<HealthServer> StartAsync(
        IPEndPoint endPoint, IReadOnlyList<HealthCheck> live, IReadOnlyList<HealthCheck> ready, MeterReader metrics,
        CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });

        // Only the command line counts: the images of ASP.NET set ASPNETCORE_HTTP_PORTS, and an appsettings.json may lie anywhere. Signals
        // are for whoever runs the process.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.UseRouting();
        HealthEndpoints.Map(app, live, ready, metrics);
        try
        {
            await app.StartAsync(cancellation);
            return new HealthServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
