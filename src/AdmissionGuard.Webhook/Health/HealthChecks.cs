using System.Globalization;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Serving.Health;
using AdmissionGuard.Webhook.Reloading;
using AdmissionGuard.Webhook.State;
using AdmissionGuard.Webhook.Tls;

namespace AdmissionGuard.Webhook.Health;

/// <summary>What the probes look at.</summary>
internal static class HealthChecks
{
    /// <summary>The certificate can be shown to an API server.</summary>
    public static HealthCheck Certificate(Followed<FileBytes, ServingCertificate> certificate, TimeProvider time) => new("certificate", () =>
    {
        var current = certificate.Current;
        var now = time.GetUtcNow();
        var validity = now >= current.NotAfter ? $"ended at {ServingCertificate.Moment(current.NotAfter)}"
            : now < current.NotBefore ? $"begins only at {ServingCertificate.Moment(current.NotBefore)}"
            : $"valid until {ServingCertificate.Moment(current.NotAfter)}";
        return new CheckResult(now >= current.NotBefore && now < current.NotAfter, validity + Kept(certificate.Problem));
    });

    /// <summary>There is a configuration. One that cannot be read does not count, and is told of.</summary>
    public static HealthCheck Configuration(Func<string?> problem) => new("configuration", () => new CheckResult(true, Kept(problem()).TrimStart(';', ' ')));

    /// <summary>The cluster's files have been read.</summary>
    public static HealthCheck Files(FileView files) => new("cluster", () =>
    {
        var state = files.Files.Current.State;
        return new CheckResult(true, $"{state.Pods.Length} pods and {state.Policies.Length} policies in files{Kept(files.Files.Problem)}");
    });

    /// <summary>
    /// Each kind of the cluster has been listed. An API server that is away later is no reason to fall out of the Service, where nobody
    /// could take over: how old the state is stands in each answer.
    /// </summary>
    public static IEnumerable<HealthCheck> Kinds(LiveView live) =>
        live.Kinds.Select((kind, i) => new HealthCheck(kind.Status.Resource, () => Of(live.Kinds[i])));

    /// <summary>How each kind fares that nothing waits for: worth reading, and no reason not to be ready.</summary>
    public static IEnumerable<HealthCheck> OptionalKinds(LiveView live) =>
        live.OptionalKinds.Select((kind, i) => new HealthCheck(
            kind.Status.Resource, () => new CheckResult(true, $"optional, {Of(live.OptionalKinds[i]).Detail}")));

    /// <summary>What is known of the cluster contradicts nothing.</summary>
    public static HealthCheck Trust(LiveView live) => new("cluster", () => live.Fault is { } fault
        ? new CheckResult(false, OneLine.Of($"the state cannot be trusted any more: {fault.Message}"))
        : new CheckResult(true, ""));

    /// <summary>The process has not been told to end.</summary>
    public static HealthCheck Draining(Func<bool> isDraining) =>
        new("draining", () => isDraining() ? new CheckResult(false, "this process has been told to end") : new CheckResult(true, ""));

    private static CheckResult Of(KindHealth kind)
    {
        var status = kind.Status;
        var trouble = status.LastError is { } error ? $"; {OneLine.Of(error)}" : "";
        if (!status.IsSynced)
        {
            return new CheckResult(false, $"not listed yet{trouble}");
        }

        var undecodable = status.Undecodable.Count == 0 ? "" : $", {status.Undecodable.Count} that cannot be read";
        var age = status.Age!.Value.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return new CheckResult(true, $"{kind.Objects} objects{undecodable}, heard of {age} s ago{trouble}");
    }

    private static string Kept(string? problem) => problem is null ? "" : $"; the previous one is kept: {OneLine.Of(problem)}";
}
