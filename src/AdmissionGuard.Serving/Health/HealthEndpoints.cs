using AdmissionGuard.Serving.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AdmissionGuard.Serving.Health;

/// <summary>What kubelet, Prometheus and people with curl ask.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes, IReadOnlyList<HealthCheck> live, IReadOnlyList<HealthCheck> ready, MeterReader metrics)
    {
        routes.MapMethods("/livez", Methods, context => ProbeAsync(context, "livez", live));
        routes.MapMethods("/readyz", Methods, context => ProbeAsync(context, "readyz", ready));
        routes.MapMethods("/metrics", Methods, context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            return context.Response.WriteAsync(PrometheusText.Of(metrics.Read()), context.RequestAborted);
        });
    }

    private static Task ProbeAsync(HttpContext context, string probe, IReadOnlyList<HealthCheck> checks)
    {
        var report = HealthReport.Of(probe, checks, context.Request.Query.ContainsKey("verbose"));
        context.Response.StatusCode = report.IsOk ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(report.Text, context.RequestAborted);
    }
}
