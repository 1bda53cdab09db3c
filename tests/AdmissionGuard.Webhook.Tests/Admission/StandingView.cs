using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.State;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>A cluster that stands still until a test changes it: what is stored, and of that what word has come of.</summary>
internal sealed class StandingView : IClusterView
{
    private readonly ClusterIndex _index = ClusterIndex.Empty(ipBlockMayMatchPods: true);
    private readonly Dictionary<ObjectKey, NetworkPolicy> _heardOf = [];
    private readonly Dictionary<ObjectKey, NetworkPolicy> _stored = [];
    private readonly Lock _lock = new();

    public StandingView(ClusterState state)
    {
        foreach (var value in state.Namespaces)
        {
            _index.Set(value);
        }

        foreach (var pod in state.Pods)
        {
            _index.Add(pod);
        }

        foreach (var service in state.Services)
        {
            _index.Add(service);
        }

        foreach (var policy in state.Policies)
        {
            Store(policy.Key, policy);
        }

        HearOfAll();
    }

    public bool IsSynced { get; set; } = true;

    public TimeSpan? Age { get; set; } = TimeSpan.Zero;

    /// <summary>How often the policies were listed.</summary>
    public int Lists { get; private set; }

    /// <summary>What a question meets before it is answered.</summary>
    public Action BeforeRead { get; set; } = () => { };

    /// <summary>What listing meets before it answers.</summary>
    public Func<CancellationToken, Task> BeforeList { get; set; } = _ => Task.CompletedTask;

    /// <summary>A cluster in manifests.</summary>
    public static ClusterState State(string yaml)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(yaml));
        return ManifestReader.Read(["-"], ManifestUse.Cluster, stream).State;
    }

    public T Read<T>(IReadOnlyList<IpBlock> blocks, Func<ClusterIndex, T> ask)
    {
        lock (_lock)
        {
            BeforeRead();
            _index.Ask(blocks);
            return ask(_index);
        }
    }

    public async Task<IReadOnlyList<NetworkPolicy>> ListPoliciesAsync(string place, CancellationToken cancellation)
    {
        Lists++;
        await BeforeList(cancellation);
        return [.. _stored.Values.Where(policy => policy.Key.Namespace == place)];
    }

    /// <summary>What the API server has stored, without word of it.</summary>
    public void Store(ObjectKey key, NetworkPolicy? policy)
    {
        if (policy is null)
        {
            _stored.Remove(key);
        }
        else
        {
            _stored[key] = policy;
        }
    }

    /// <summary>Word of everything comes.</summary>
    public void HearOfAll()
    {
        lock (_lock)
        {
            _index.Change([.. _heardOf.Values], [.. _stored.Values]);
            _heardOf.Clear();
            foreach (var (key, policy) in _stored)
            {
                _heardOf[key] = policy;
            }
        }
    }
}
