using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Webhook;
using AdmissionGuard.Webhook.Admission;
using Microsoft.Extensions.Logging;

return await CommandLine.RunAsync(
    args,
    Console.Out,
    Console.Error,
    Surroundings.OfProcess(),
    parts => new AdmissionEndpoint(
        parts.Cluster, parts.Configuration, new AdmissionMeter(parts.Meters), parts.Log.CreateLogger<AdmissionEndpoint>(), parts.Time).HandleAsync);
