using System.Globalization;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Serving.Health;

namespace AdmissionGuard.Verifier.Serving;

/// <summary>What the probes look at: whether what is needed has been listed once. An API server that is away later is no reason to restart.</summary>
internal static class WatchChecks
{
    /// <summary>A check for each resource, in their order.</summary>
    /// <param name="statuses">How they fare; their number never changes.</param>
    public static IReadOnlyList<HealthCheck> Of(Func<IReadOnlyList<ReflectorStatus>> statuses) =>
        [.. statuses().Select((status, i) => new HealthCheck(status.Resource, () => Of(statuses()[i])))];

    private static CheckResult Of(ReflectorStatus status)
    {
        var trouble = status.LastError is { } error ? $"; {OneLine.Of(error)}" : "";
        return status is { IsSynced: true, Age: { } age }
            ? new CheckResult(true, $"heard of {age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s ago{trouble}")
            : new CheckResult(false, $"not listed yet{trouble}");
    }
}
