using AdmissionGuard.Kubernetes.Connection;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>What the host takes from outside.</summary>
/// <param name="Surroundings">What a live cluster is found by.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">From 0 up to 1; from any thread.</param>
/// <param name="Log">The log.</param>
internal sealed record World(Surroundings Surroundings, TimeProvider Time, Func<double> Random, ILoggerFactory Log);
