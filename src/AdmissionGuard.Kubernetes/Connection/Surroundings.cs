namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>What settings depend on besides files that are named.</summary>
/// <param name="Variable">Reads an environment variable; null when it is not set.</param>
/// <param name="Home">The home directory; null when there is none.</param>
public sealed record Surroundings(Func<string, string?> Variable, string? Home)
{
    /// <summary>Where kubelet puts the token, the CA and the namespace of a pod.</summary>
    public string ServiceAccount { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess() => new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null);

    /// <summary>A variable's value; null when it is not set or empty.</summary>
    internal string? Value(string variable) => Variable(variable) is { Length: > 0 } value ? value : null;
}
