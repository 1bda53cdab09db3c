using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Reloading;

namespace AdmissionGuard.Webhook.State;

/// <summary>A cluster in manifests, for trying the webhook without one. It is always read whole; a change that cannot be read changes nothing.</summary>
internal sealed class FileView : IClusterView
{
    private readonly TimeProvider _time;
    private readonly Followed<FileStamps, Loaded> _loaded;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="paths">Files and directories.</param>
    /// <param name="time">Measures how long questions hold up changes.</param>
    /// <exception cref="SettingException">They cannot be read.</exception>
    public FileView(IReadOnlyList<string> paths, TimeProvider time)
    {
        _time = time;
        _loaded = new Followed<FileStamps, Loaded>(() => FileStamps.Of(paths), _ => Load(paths));
    }

    /// <summary>The files, for who wants to be told of changes.</summary>
    public Followed<FileStamps, Loaded> Files => _loaded;

    /// <inheritdoc/>
    public bool IsSynced => true;

    /// <inheritdoc/>
    public TimeSpan? Age => TimeSpan.Zero;

    /// <inheritdoc/>
    public T Read<T>(IReadOnlyList<IpBlock> blocks, Func<ClusterIndex, T> ask)
    {
        var (_, index, gate) = _loaded.Current;
        return gate.Read(() => index.IsReadyFor(blocks), () => index.Ask(blocks), () => ask(index));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<NetworkPolicy>> ListPoliciesAsync(string place, CancellationToken cancellation)
    {
        _loaded.Look();
        return Task.FromResult<IReadOnlyList<NetworkPolicy>>(
            [.. _loaded.Current.State.Policies.Where(policy => policy.Key.Namespace == place)]);
    }

    private Loaded Load(IReadOnlyList<string> paths)
    {
        ClusterState state;
        try
        {
            state = ManifestReader.Read(paths, ManifestUse.Cluster, Stream.Null).State;
        }
        catch (ManifestException e)
        {
            throw new SettingException(e.Message, e);
        }

        // As events would fill it: an index that is built at once wants to know before which blocks will be asked about.
        var index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
        index.Add(state);
        return new Loaded(state, index, new ReadGate(_time));
    }

    /// <summary>What the files hold.</summary>
    internal sealed record Loaded(ClusterState State, ClusterIndex Index, ReadGate Gate);
}
