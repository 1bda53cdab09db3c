using System.Diagnostics.Metrics;
using System.Net.Sockets;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Serving.Health;
using AdmissionGuard.Serving.Metrics;
using AdmissionGuard.Webhook.Configuration;
using AdmissionGuard.Webhook.Health;
using AdmissionGuard.Webhook.Metrics;
using AdmissionGuard.Webhook.Reloading;
using AdmissionGuard.Webhook.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>The running webhook: everything that is needed to answer admission reviews, except the answers.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    /// <summary>How often the certificate and the configuration are looked at.</summary>
    public static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(10);

    // The longest that an API server waits for a webhook is 30 s: whoever still waits then has given up.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly OpenedCluster _cluster;
    private readonly MeterReader _metrics;

    private WebhookHost(
        WebhookOptions options,
        World world,
        Followed<FileBytes, WebhookConfiguration> configuration,
        Followed<FileBytes, ServingCertificate> certificate,
        Func<AdmissionParts, RequestDelegate> answer)
    {
        var log = Logger(world);
        _cluster = OpenedCluster.Open(options, world, log, () => _app?.Lifetime.StopApplication());
        var draining = new Draining(options.Drain, _cluster.IsHopeless, world.Time, log);
        var expiry = new CertificateExpiry(certificate, world.Time, log);
        var ticker = new Ticker(FileInterval, world.Time, () =>
        {
            configuration.Look();
            certificate.Look();
            expiry.Look();
        });
        _app = Build(options, world, () => certificate.Current, [draining, ticker, .. _cluster.Work]);

        var meters = _app.Services.GetRequiredService<IMeterFactory>();
        _metrics = new MeterReader(meters);
        var meter = new HostMeter(meters, world.Time);
        meter.Watch("configuration", configuration);
        meter.Watch(certificate);
        _cluster.Measure(meter);

        var handler = answer(new AdmissionParts(_cluster.View, _cluster.Receipts, () => configuration.Current, meters, world.Log, world.Time));
        HealthCheck[] ready =
        [
            HealthChecks.Certificate(certificate, world.Time),
            HealthChecks.Configuration(() => configuration.Problem),
            .. _cluster.Ready,
            HealthChecks.Draining(() => draining.IsDraining),
        ];
        Map(draining, routes => routes.MapPost("/validate", handler), routes => HealthEndpoints.Map(routes, _cluster.Live, ready, _metrics));
    }

    /// <summary>Where reviews are answered.</summary>
    public Uri Admission => Address("https");

    /// <summary>Where probes are answered.</summary>
    public Uri Health => Address("http");

    /// <summary>Whether it ended because it could not go on.</summary>
    public bool HasFailed => _cluster.IsHopeless();

    /// <summary>Starts the webhook.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="world">What comes from outside.</param>
    /// <param name="answer">Makes what answers <c>POST /validate</c>.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="SettingException">It cannot be started as it was told to.</exception>
    public static async Task<WebhookHost> StartAsync(
        WebhookOptions options, World world, Func<AdmissionParts, RequestDelegate> answer, CancellationToken cancellation)
    {
        var log = Logger(world);
        var configuration = ConfigurationFile.Open(options.Configuration);
        configuration.Reloaded = _ => log.ConfigurationTaken(options.Configuration!);
        configuration.Kept = log.ConfigurationKept;
        var certificate = await CertificateFiles.OpenAsync(
            options.Certificate, options.Key, options.CertificatePatience, world.Time, log, cancellation);
        certificate.Reloaded = taken => log.CertificateTaken(ServingCertificate.Moment(taken.NotAfter), string.Join(", ", taken.Names));
        certificate.Kept = log.CertificateKept;

        var host = new WebhookHost(options, world, configuration, certificate, answer);
        try
        {
            await host._app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await host.DisposeAsync();
            throw new SettingException(OneLine.Of($"{e.Message.TrimEnd('.')}; choose others with --address, --port and --health-port"), e);
        }

        certificate.Reloaded(certificate.Current);
        log.Listening(VersionText.Version, host.Admission.AbsoluteUri, host.Health.AbsoluteUri);
        return host;
    }

    /// <summary>Ends when the webhook has been told to and has answered its last request.</summary>
    public Task WaitAsync() => _app.WaitForShutdownAsync();

    /// <summary>Tells the webhook to end, as the signal does, and waits for it.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _metrics.Dispose();
        _cluster.Dispose();
    }

    private static ILogger Logger(World world) => world.Log.CreateLogger("AdmissionGuard.Webhook");

    private static WebApplication Build(
        WebhookOptions options, World world, Func<ServingCertificate> certificate, IReadOnlyList<IHostedService> work)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });

        // Only the command line counts: the images of ASP.NET set ASPNETCORE_HTTP_PORTS, and an appsettings.json may lie anywhere.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls();
        builder.Services.AddSingleton(world.Log);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain + LongestRequest);
        builder.WebHost.ConfigureKestrel(kestrel => Listeners.Listen(kestrel, options, certificate));
        foreach (var each in work)
        {
            builder.Services.AddSingleton(each);
        }

        return builder.Build();
    }

    // Only the port for reviews has TLS. What a request says of its host tells nothing: the Service's port is another.
    private void Map(Draining draining, Action<IEndpointRouteBuilder> admission, Action<IEndpointRouteBuilder> health)
    {
        _app.MapWhen(
            context => context.Request.IsHttps,
            branch => branch.Use(draining.HangUpAsync).UseRouting().UseEndpoints(admission));
        _app.MapWhen(context => !context.Request.IsHttps, branch => branch.UseRouting().UseEndpoints(health));
    }

    private Uri Address(string scheme) => new(_app.Urls.Single(url => url.StartsWith(scheme + "://", StringComparison.Ordinal)));
}
