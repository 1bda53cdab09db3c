using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Reporting;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Kubernetes.Writing;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>Proves stored policies between pods of its own: sweeps, plans, makes stand-ins, tries, judges, and removes them in every case.</summary>
/// <param name="client">The API server.</param>
/// <param name="options">What is proven.</param>
/// <param name="report">Told in one line what went wrong without being the verdict.</param>
/// <param name="progress">Told in one line how far it is; null when nobody is interested.</param>
/// <param name="time">The clock.</param>
internal sealed class JobRun(ApiClient client, JobOptions options, Action<string> report, Action<string>? progress, TimeProvider time)
{
    // A pod that is told to end has 30 s by default.
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(20);

    private readonly ObjectClient _pods = new(client, "v1", "pods", time);

    /// <summary>Proves them.</summary>
    /// <param name="run">Tells this run from all others: small letters and digits.</param>
    /// <param name="cancellation">Ends it, once its stand-ins are removed.</param>
    /// <exception cref="UsageException">A policy, or the job's own pod, is not there.</exception>
    /// <exception cref="SnapshotException">The cluster cannot be read.</exception>
    public async Task<TrialReport> RunAsync(string run, CancellationToken cancellation)
    {
        var own = options.OwnPod is { } key ? await OwnPod.ReadAsync(_pods, key, cancellation) : null;
        var image = options.Image ?? own?.Image
            ?? throw new UsageException("job: which image? give --image, or --namespace and --pod, the pod that it runs in");
        var leases = new StandInLeases(new ObjectClient(client, "coordination.k8s.io/v1", "leases", time), run, own, time);
        await SweepAsync(leases, cancellation);
        var state = StandInReach.Of(await ClusterSnapshot.ReadAsync(client, time, progress: null, cancellation, ManifestUse.Probing));
        List<PolicyChange> changes = [.. options.Policies.Select(policy =>
            EnforcementRun.Stored(state, policy) ?? throw new UsageException($"the cluster has no NetworkPolicy {policy}"))];
        var planned = EnforcementRun.PlanOnly(state, changes, options.Plan);
        var common = new StandInManifest.Common(run, image, own?.PullPolicy, options.Lifetime);
        var pods = new StandInPods(_pods, leases, common, time);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await ProveAsync(planned, StandInCast.Of(planned.Plan, state, run), pods, following.Token);
        }
        finally
        {
            await following.CancelAsync();
            await RemoveAsync(leases, pods);
        }
    }

    private async Task SweepAsync(StandInLeases leases, CancellationToken cancellation)
    {
        try
        {
            if (await leases.SweepAsync(cancellation) is > 0 and var swept)
            {
                progress?.Invoke($"removed what {swept} {(swept == 1 ? "Lease" : "Leases")} of earlier runs had left behind");
            }
        }
        catch (Exception e) when (JobFailures.IsOfTheServer(e))
        {
            report($"what earlier runs may have left behind could not be looked for: {e.Message}");
        }
    }

    private async Task<TrialReport> ProveAsync(TrialReport planned, StandInCast cast, StandInPods pods, CancellationToken cancellation)
    {
        var seed = ConnectionToken.NewSeed();
        progress?.Invoke($"making {cast.Listeners.Count + cast.Connectors.Count} stand-ins for {cast.Listeners.Keys.Union(cast.Connectors.Keys).Count()} pods");
        var stage = await new StandInStart(pods, new LogFollower(client, time), options, time).StartAsync(planned.Plan, cast, seed, cancellation);
        var placed = StandInCast.Placed(planned.Plan, stage);
        var plan = placed with { LeftOut = [.. placed.LeftOut, "each pod named here was stood for by a pod with its labels; no application was spoken to"] };

        // Where no probe can be tried at all, waiting for another round changes nothing.
        var isHopeless = plan.Judged.All(probe => stage.Obstacle(probe) is not null);
        var trial = isHopeless ? options.Trial with { Timeout = TimeSpan.Zero } : options.Trial;
        var wire = new StandInWire(stage, seed, options.Pace, time);
        return planned with { Plan = plan, Trial = await TrialRun.RunAsync(plan, wire, trial, time, progress: null, cancellation) };
    }

    // Whatever has ended the run: this is done, and has its own time for it.
    private async Task RemoveAsync(StandInLeases leases, StandInPods pods)
    {
        using var late = new CancellationTokenSource(CleanUp, time);
        try
        {
            await leases.DeleteAllAsync(report, late.Token);
            if (await pods.GoneAsync(CleanUp / 2, late.Token) is > 0 and var left)
            {
                report($"{left} stand-ins are still there: the garbage collector is late; they end by themselves within {options.Lifetime.TotalMinutes:0} minutes");
            }
        }
        catch (Exception e) when (JobFailures.IsOfTheServer(e) || (e is OperationCanceledException && late.IsCancellationRequested))
        {
            report($"whether all stand-ins are gone could not be seen: {e.Message}");
        }
    }
}
