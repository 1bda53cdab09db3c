using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>What arrived at a <see cref="RecordingWebhook"/>.</summary>
/// <param name="Target">The path with its query, as in <c>/validate?timeout=5s</c>.</param>
/// <param name="Headers">The request's headers.</param>
/// <param name="Body">The bytes.</param>
public sealed record ReceivedReview(string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The review's <c>request</c>.</summary>
    public JsonObject Request => JsonNode.Parse(Body)!["request"]!.AsObject();
}

/// <summary>A webhook for tests: HTTPS on loopback, keeps what it is asked, and answers what it is told to.</summary>
public sealed class RecordingWebhook : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedReview> _received = [];
    private readonly Func<JsonObject, JsonObject> _answer;
    private readonly X509Certificate2 _certificate;
    private WebApplication? _running;

    private RecordingWebhook(X509Certificate2 certificate, Func<JsonObject, JsonObject> answer)
    {
        _certificate = certificate;
        _answer = answer;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>What arrived, in its order.</summary>
    public IReadOnlyList<ReceivedReview> Received => [.. _received];

    /// <summary>Starts one that allows everything.</summary>
    public static Task<RecordingWebhook> StartAsync(IssuedCertificate certificate) =>
        StartAsync(certificate, _ => new JsonObject { ["allowed"] = true });

    /// <summary>Starts one.</summary>
    /// <param name="certificate">Its own.</param>
    /// <param name="answer">Makes the <c>response</c> out of the review's <c>request</c>; the uid is filled in where it is missing.</param>
    public static async Task<RecordingWebhook> StartAsync(IssuedCertificate certificate, Func<JsonObject, JsonObject> answer)
    {
        var webhook = new RecordingWebhook(certificate.Load(), answer);
        await webhook.ListenAsync();
        return webhook;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_running is { } running)
        {
            await running.DisposeAsync();
        }

        _certificate.Dispose();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        var app = builder.Build();
        app.Run(HandleAsync);
        await app.StartAsync();
        _running = app;
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var received = new ReceivedReview($"{context.Request.Path}{context.Request.QueryString}", headers, body.ToArray());
        _received.Enqueue(received);
        var request = received.Request;
        var response = _answer(request);
        response["uid"] ??= (string?)request["uid"];
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(
            ObjectJson.Write(new JsonObject
            {
                ["kind"] = "AdmissionReview",
                ["apiVersion"] = "admission.k8s.io/v1",
                ["response"] = response,
            }),
            context.RequestAborted);
    }
}
