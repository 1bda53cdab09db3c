using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Webhook.Admission;
using AdmissionGuard.Webhook.Receipts;
using AdmissionGuard.Webhook.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>The endpoint behind a real HTTP server on the loopback, with nothing else of the webhook around it.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private readonly LogLines _log;

    private Webhook(WebApplication app, HttpClient client, LogLines log) => (_app, _client, _log) = (app, client, log);

    /// <summary>What was logged, a line each: <c>Information 1000 Denied …</c>.</summary>
    public List<string> Logged => _log.Lines;

    /// <summary>What was logged by its fields, a line each: <c>1000 Operation Namespace Name …</c>.</summary>
    public List<string> Fields => _log.Fields;

    public static async Task<Webhook> StartAsync(
        IClusterView view, WebhookConfiguration? configuration = null, TimeProvider? time = null, EnforcementReceipts? receipts = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = 8 * 1024 * 1024;
        });
        var app = builder.Build();
        var log = new LogLines();
        var endpoint = new AdmissionEndpoint(
            view, receipts ?? new EnforcementReceipts(TimeProvider.System), () => configuration ?? WebhookConfiguration.Default, new AdmissionMeter(app.Services.GetRequiredService<IMeterFactory>()), log,
            time ?? TimeProvider.System);
        app.MapPost("/validate", endpoint.HandleAsync);
        await app.StartAsync();
        return new Webhook(app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) }, log);
    }

    public Task<Answer> ReviewAsync(string review, string timeout = "5s") => ReviewAsync(Encoding.UTF8.GetBytes(review), timeout);

    public async Task<Answer> ReviewAsync(byte[] review, string timeout = "5s")
    {
        using var response = await SendAsync(review, timeout: timeout);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        return Answer.Of(body);
    }

    public async Task<HttpResponseMessage> SendAsync(byte[] body, string contentType = "application/json", string timeout = "5s")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await _client.PostAsync(new Uri($"/validate?timeout={timeout}", UriKind.Relative), content);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class LogLines : ILogger<AdmissionEndpoint>
    {
        public List<string> Lines { get; } = [];

        public List<string> Fields { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add($"{logLevel} {eventId.Id} {formatter(state, exception)}");
                Fields.Add($"{eventId.Id} {string.Join(' ', ((IReadOnlyList<KeyValuePair<string, object?>>)state!).SkipLast(1).Select(field => field.Key))}");
            }
        }
    }
}

/// <summary>What an API server would make of an answer.</summary>
internal sealed record Answer(string Uid, bool Allowed, string Message, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>The first word of each finding's line or warning's, and the verdict, for tables.</summary>
    public string Findings => Annotations.GetValueOrDefault("findings", "");

    public static Answer Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Assert.Equal("admission.k8s.io/v1", root.GetProperty("apiVersion").GetString());
        Assert.Equal("AdmissionReview", root.GetProperty("kind").GetString());
        var response = root.GetProperty("response");
        var allowed = response.GetProperty("allowed").GetBoolean();
        var message = "";
        if (!allowed)
        {
            var status = response.GetProperty("status");
            Assert.Equal(403, status.GetProperty("code").GetInt32());
            Assert.Equal("Forbidden", status.GetProperty("reason").GetString());
            message = status.GetProperty("message").GetString()!;
        }

        Assert.False(response.TryGetProperty("patch", out _));
        IReadOnlyList<string> warnings = response.TryGetProperty("warnings", out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
        var answer = new Answer(
            response.GetProperty("uid").GetString()!, allowed, message, warnings,
            response.GetProperty("auditAnnotations").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!, StringComparer.Ordinal));
        Contract.Holds(answer);
        return answer;
    }
}
