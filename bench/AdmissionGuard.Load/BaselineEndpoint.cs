using System.Net;
using System.Text.Json;
using AdmissionGuard.TestKit.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Load;

/// <summary>What no webhook can be faster than: it parses the body, says yes, and does nothing else.</summary>
internal sealed class BaselineEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BaselineEndpoint(WebApplication app) => _app = app;

    public Uri Address => new($"{_app.Urls.First()}/validate?timeout=5s");

    public static async Task<BaselineEndpoint> StartAsync(CertificateAuthority authority)
    {
        var certificate = authority.Server("127.0.0.1").Load();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.MapPost("/validate", AllowAsync);
        await app.StartAsync();
        return new BaselineEndpoint(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AllowAsync(HttpContext context)
    {
        using var review = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var uid = review.RootElement.GetProperty("request").GetProperty("uid").GetString();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$$"""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"{{{uid}}}","allowed":true} }""", context.RequestAborted);
    }
}
