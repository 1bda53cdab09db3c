namespace AdmissionGuard.Enforcement.Wire.Pods;

/// <summary>The network namespace of an end of probes, with the process that shows whether the pod still lives.</summary>
internal sealed class PodNetwork : IDisposable
{
    private readonly PodProcess? _process;

    /// <summary>A pod's, or a node's where <paramref name="process"/> is null.</summary>
    public PodNetwork(NetworkNamespace network, PodProcess? process)
    {
        Network = network;
        _process = process;
    }

    /// <summary>The namespace.</summary>
    public NetworkNamespace Network { get; }

    /// <summary>Whether the process through which it was found still runs; a node always does.</summary>
    public bool IsAlive => _process is null || _process.IsAlive;

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        _process?.Dispose();
    }
}

/// <summary>A pod's network, or why there is none.</summary>
/// <param name="Network">What was found.</param>
/// <param name="Reason">Why nothing was.</param>
internal sealed record PodSearch(PodNetwork? Network, string Reason)
{
    /// <summary>Not found.</summary>
    public static PodSearch Failed(string reason) => new(null, reason);
}
