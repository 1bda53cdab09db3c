using AdmissionGuard.Webhook.Tests.EndToEnd;

namespace AdmissionGuard.Chain.Tests;

/// <summary>One chain on each kind of API server, started by whoever asks first: to build one takes longer than to try something on it.</summary>
public sealed class Chains : IAsyncDisposable
{
    private readonly Dictionary<ServerKind, ChainCluster> _chains = [];

    /// <summary>The chain on a kind of server, as it was at first. Where it cannot be had the test is skipped and says why.</summary>
    internal async Task<ChainCluster> OnAsync(ServerKind kind)
    {
        if (!_chains.TryGetValue(kind, out var chain))
        {
            return _chains[kind] = await ChainCluster.StartAsync(kind);
        }

        await chain.RestoreAsync();
        return chain;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var chain in _chains.Values)
        {
            await chain.DisposeAsync();
        }
    }
}
