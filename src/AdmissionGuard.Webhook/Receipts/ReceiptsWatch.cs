using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Webhook.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Receipts;

/// <summary>
/// Follows the companion's receipts as long as the process runs. It is optional: without the companion, or without the right to read its
/// receipts, admissions know nothing of them, and nothing waits for it or fails with it.
/// </summary>
internal sealed class ReceiptsWatch : BackgroundService
{
    private readonly Reflector<EnforcementReceipt> _reflector;
    private readonly ILogger _log;

    /// <summary>A watch that has not been started.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="receipts">Where they go.</param>
    /// <param name="world">What comes from outside.</param>
    /// <param name="log">Told at level Debug how it goes.</param>
    public ReceiptsWatch(ApiClient client, EnforcementReceipts receipts, World world, ILogger log)
    {
        _log = log;
        _reflector = new Reflector<EnforcementReceipt>(
            client, EnforcementReceipt.Kind, receipts, world.Time, world.Random,
            incident => log.Incident(incident.Resource, incident.Message), isOptional: true);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _reflector.RunAsync(stoppingToken);
        }
        catch (Exception e)
        {
            // A bug here must not end a webhook.
            _log.Incident(EnforcementReceipt.Kind.Name, e.ToString());
        }
    }
}
