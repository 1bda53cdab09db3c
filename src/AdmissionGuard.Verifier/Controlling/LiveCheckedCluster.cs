using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Writing;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>A cluster as its API server tells of it, with agents on its nodes.</summary>
/// <param name="cluster">The cluster, with what is needed of pods for probing.</param>
/// <param name="policies">Where policies are read one by one.</param>
/// <param name="board">What agents answer.</param>
/// <param name="probes">Where NodeProbes are written.</param>
/// <param name="options">What is probed, and how.</param>
internal sealed class LiveCheckedCluster(
    LiveCluster cluster, ObjectClient policies, NodeProbeBoard board, CompanionObjects<NodeProbe> probes, ClusterOptions options) : ICheckedCluster
{
    /// <inheritdoc/>
    public async Task<StoredPolicy?> FindAsync(ObjectKey policy, CancellationToken cancellation) =>
        await policies.FindAsync(policy, cancellation) is { } stored && stored["metadata"]?["deletionTimestamp"] is null
            ? StoredPolicy.Of(stored)
            : null;

    /// <inheritdoc/>
    public ProbePlan Plan(PolicyChange change)
    {
        var specs = new[] { change.Before, change.After }.OfType<NetworkPolicy>();
        IReadOnlyList<IpBlock> blocks = [.. specs.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec))];
        return cluster.Read(blocks, index => Planner.Plan(index, [change], options.Plan));
    }

    /// <inheritdoc/>
    public ICheckWire Wire(ObjectKey check, string run) => new ClusterWire(
        board,
        probes,
        new WireOrder
        {
            Check = check,
            Run = run,
            Namespace = options.Namespace,
            Expires = options.Time.GetUtcNow() + options.Expiry,
            Watched = options.Watched,
            Report = options.Report,
        },
        options.Time);
}

/// <summary>What is probed in a cluster, and how.</summary>
internal sealed record ClusterOptions
{
    /// <summary>The companion's own namespace, where NodeProbes are.</summary>
    public required string Namespace { get; init; }

    /// <summary>How much is probed.</summary>
    public PlanOptions Plan { get; init; } = PlanOptions.Default;

    /// <summary>After how long agents let go of a NodeProbe that nobody has taken away: longer than any trial.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For how long a packet is waited for after it was first sent: the attempts and the patience of an agent.</summary>
    public TimeSpan Watched { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>Told in one line what an operator may want to know; from several threads.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
