using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Load;

/// <summary>What no webhook can be faster than: it parses the body, says yes, and does nothing else.</summary>
internal static class BaselineEndpoint
{
    /// <summary>Serves until standard input ends: first the lines of certificate and key, then an empty line. Prints its address.</summary>
    public static async Task<int> RunAsync()
    {
        var pem = new List<string>();
        while (await Console.In.ReadLineAsync() is { Length: > 0 } line)
        {
            pem.Add(line);
        }

        var text = string.Join('\n', pem);
        using var certificate = X509Certificate2.CreateFromPem(text, text);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var app = builder.Build();
        app.MapPost("/validate", AllowAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"{app.Urls.First()}/validate?timeout=5s");
        await Console.Out.FlushAsync();
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task AllowAsync(HttpContext context)
    {
        using var review = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var uid = review.RootElement.GetProperty("request").GetProperty("uid").GetString();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$$"""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"{{{uid}}}","allowed":true} }""", context.RequestAborted);
    }
}
