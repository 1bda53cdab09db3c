using System.Net;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.Webhook.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Tests.Hosting;

/// <summary>The real host on ports of its own, with TLS of its own authority, answering reviews as a test says.</summary>
internal sealed class RunningWebhook : IAsyncDisposable
{
    private const string OnePod =
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop","labels":{"app":"web"}},
        "spec":{"containers":[{"name":"c","image":"i"}]},"status":{"phase":"Running","podIP":"10.1.0.1"}}
        """;

    /// <summary>The name that API servers verify.</summary>
    public const string ServiceHost = "admission-guard.admission-guard.svc";

    private readonly ILoggerFactory _factory;
    private readonly HttpClient _client;

    private RunningWebhook(TestFolder folder, CertificateAuthority authority, CapturedLog log, ILoggerFactory factory, WebhookHost host)
    {
        (Folder, Authority, Log, _factory, Host) = (folder, authority, log, factory, host);
        _client = Clients.Trusting(authority.Pem);
    }

    public TestFolder Folder { get; }

    public CertificateAuthority Authority { get; }

    public CapturedLog Log { get; }

    public WebhookHost Host { get; }

    /// <summary>The address of the endpoint for reviews.</summary>
    public Uri Validate => new(Host.Admission, "/validate");

    /// <summary>Starts it on a cluster of one pod in a file, or on an API server.</summary>
    public static async Task<RunningWebhook> StartAsync(
        ApiServer? server = null,
        RequestDelegate? answer = null,
        TimeProvider? time = null,
        Action<TestFolder>? prepare = null,
        Func<WebhookOptions, WebhookOptions>? configure = null,
        Func<AdmissionParts, RequestDelegate>? make = null)
    {
        var folder = new TestFolder();
        var authority = new CertificateAuthority("webhook-ca", TimeProvider.System);
        folder.Mount(authority.Server("127.0.0.1", "localhost", ServiceHost), "first");
        folder.With("cluster/pod.json", OnePod);
        prepare?.Invoke(folder);
        var options = new WebhookOptions
        {
            Certificate = folder.In("tls/tls.crt"),
            Key = folder.In("tls/tls.key"),
            Address = IPAddress.Loopback,
            Port = 0,
            HealthPort = 0,
            Drain = TimeSpan.Zero,
            Files = server is null ? [folder.In("cluster")] : [],
            Kubeconfig = server is null ? null : folder.With("kubeconfig", server.Kubeconfig()),
        };
        var log = new CapturedLog();
        var factory = log.Factory();
        // Without chance, the first delay after a failure is 800 ms.
        var world = new World(new Surroundings(_ => null, null), time ?? TimeProvider.System, () => 0, factory);
        var host = await WebhookHost.StartAsync(
            configure?.Invoke(options) ?? options, world, make ?? (_ => answer ?? EchoAsync), CancellationToken.None);
        return new RunningWebhook(folder, authority, log, factory, host);
    }

    /// <summary>Answers with the length of the body, after having read it.</summary>
    public static async Task EchoAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        await context.Response.WriteAsync($"{body.Length}", context.RequestAborted);
    }

    /// <summary>What a path of the port for probes answers.</summary>
    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(Host.Health, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a body to the endpoint for reviews.</summary>
    public async Task<(HttpStatusCode Status, string Text)> PostAsync(HttpContent body, HttpClient? client = null)
    {
        using var response = await (client ?? _client).PostAsync(Validate, body);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until it is ready.</summary>
    public Task ReadyAsync() => Eventually.Async(async () => (await GetAsync("/readyz")).Status == HttpStatusCode.OK);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        _factory.Dispose();
        Authority.Dispose();
        Folder.Dispose();
    }
}
