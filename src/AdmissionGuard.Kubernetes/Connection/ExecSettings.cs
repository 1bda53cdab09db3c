namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// A credential plugin, by https://kubernetes.io/docs/reference/config-api/client-authentication.v1. It is never given the terminal.
/// </summary>
/// <param name="Command">The program's full path.</param>
/// <param name="ApiVersion"><c>client.authentication.k8s.io/v1</c> or <c>/v1beta1</c>.</param>
/// <param name="Setting">Where it stands, for messages.</param>
public sealed record ExecSettings(string Command, string ApiVersion, string Setting)
{
    /// <summary>Each is given as it is; no shell sees them. They may hold secrets.</summary>
    public IReadOnlyList<Secret> Arguments { get; init; } = [];

    /// <summary>Variables that are added to those of this process. They may hold secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, Secret>> Variables { get; init; } = [];

    /// <summary>Whether the plugin is told which cluster it is for.</summary>
    public bool ProvidesClusterInfo { get; init; }

    /// <summary>The cluster's own words to the plugin, as JSON; null for none.</summary>
    public string? ClusterConfig { get; init; }

    /// <summary>Where to get the program, in one line; null when nobody says.</summary>
    public string? InstallHint { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Command} ({ApiVersion})";
}
