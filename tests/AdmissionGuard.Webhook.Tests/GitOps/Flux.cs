namespace AdmissionGuard.Webhook.Tests.GitOps;

/// <summary>What Flux makes of the API server's errors: fluxcd/pkg, ssa/errors/errors.go and ssa/manager_apply.go.</summary>
internal static class Flux
{
    /// <summary>How many bytes an Event's message may have (k8s.io/api core/v1).</summary>
    public const int MaxEvent = 1024;

    /// <summary>An error of the dry run that comes before every apply.</summary>
    public static string DryRun(string place, string name, string error) => $"NetworkPolicy/{place}/{name} dry-run failed (Forbidden): {error}";

    /// <summary>An error of the apply itself.</summary>
    public static string Apply(string place, string name, string error) => $"NetworkPolicy/{place}/{name} apply failed: {error}";
}
