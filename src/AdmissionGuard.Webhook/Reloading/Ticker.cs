using Microsoft.Extensions.Hosting;

namespace AdmissionGuard.Webhook.Reloading;

/// <summary>
/// Does something again and again. Files are looked at by the clock: a mounted ConfigMap or Secret changes by a link that is moved, of
/// which a watcher of the file hears nothing (dotnet/runtime#36091).
/// </summary>
/// <param name="interval">How long to wait between two times.</param>
/// <param name="time">Measures it.</param>
/// <param name="tick">What to do; it must not fail.</param>
internal sealed class Ticker(TimeSpan interval, TimeProvider time, Action tick) : BackgroundService
{
    private readonly PeriodicTimer _timer = new(interval, time);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken))
            {
                tick();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
