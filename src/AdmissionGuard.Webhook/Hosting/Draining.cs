using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>
/// The time between the signal to end and the end. A Service keeps on sending requests until word of it has reached every node
/// (kubernetes/kubernetes#106476 among others), so that readiness falls first and requests are answered for some seconds more.
/// </summary>
/// <param name="delay">How many.</param>
/// <param name="isHopeless">Whether no request can be answered any more, so that waiting would only keep others from taking over.</param>
/// <param name="time">Measures the delay.</param>
/// <param name="log">Told of beginning and end.</param>
internal sealed class Draining(TimeSpan delay, Func<bool> isHopeless, TimeProvider time, ILogger log) : IHostedLifecycleService
{
    private volatile bool _isDraining;

    /// <summary>Whether the signal has come.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>
    /// Has clients of HTTP/1.1 open another connection for their next request. API servers keep theirs for as long as they are used, and
    /// would send to this process until the very end.
    /// </summary>
    public Task HangUpAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            state =>
            {
                var response = (HttpResponse)state;
                if (_isDraining && HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
                {
                    response.Headers.Connection = "close";
                }

                return Task.CompletedTask;
            },
            context.Response);
        return next(context);
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        var patience = isHopeless() ? TimeSpan.Zero : delay;
        log.Draining(patience.TotalSeconds);
        try
        {
            await Task.Delay(patience, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host has lost its patience first.
        }
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        log.Ended();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
