using System.Diagnostics.Metrics;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Webhook.Receipts;
using AdmissionGuard.Webhook.State;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>What the host gives to whoever answers admission reviews.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Receipts">What the companion says of the network; nothing where it is not installed.</param>
/// <param name="Configuration">The configuration as it is now.</param>
/// <param name="Meters">Where meters come from.</param>
/// <param name="Log">Where logs go.</param>
/// <param name="Time">The clock.</param>
internal sealed record AdmissionParts(
    IClusterView Cluster, EnforcementReceipts Receipts, Func<WebhookConfiguration> Configuration, IMeterFactory Meters, ILoggerFactory Log, TimeProvider Time);
