using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Electing;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Kubernetes.Writing;
using AdmissionGuard.Verifier.Resources;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>A controller: follows the cluster all the time, and checks what changes while it leads.</summary>
internal sealed class ControllerProcess
{
    private static readonly TimeSpan SyncInterval = TimeSpan.FromMilliseconds(100);

    private readonly ControllerOptions _options;
    private readonly ControllerWorld _world;
    private readonly PendingChanges _pending;
    private readonly LiveCluster _cluster;
    private readonly NodeProbeBoard _board = new();
    private readonly Reflector<NodeProbe> _probes;
    private readonly Reflector<EnforcementCheck> _checks;
    private readonly CheckController _controller;
    private readonly Sweep _sweep;
    private readonly PolicyEvents _events;
    private readonly AdmittedReviewer? _reviewer;
    private readonly LeaderElection _election;

    /// <summary>A controller that does nothing before <see cref="RunAsync"/> is called.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="options">How it works.</param>
    /// <param name="world">What comes from outside.</param>
    public ControllerProcess(ApiClient client, ControllerOptions options, ControllerWorld world)
    {
        (_options, _world) = (options, world);
        var (time, random, report) = (world.Time, world.Random, world.Report);
        _pending = new PendingChanges(time);
        _cluster = new LiveCluster(
            client,
            ipBlockMayMatchPods: options.Plan.IpBlockMatchesPods != false,
            time,
            random,
            Note,
            new LiveInterest { Probing = true, PoliciesChanged = Take });
        var parts = new CheckParts
        {
            Workers = options.Workers,
            Current = Current,
            NewRun = world.NewRun,
            Report = report,
            Time = time,
        };
        var probes = new CompanionObjects<NodeProbe>(
            new ObjectClient(client, CompanionKinds.ApiVersion, ProbeKinds.Probes.Name, time), ProbeJson.Default.NodeProbe);
        var receipts = new CheckReceipts(
            new CompanionObjects<EnforcementCheck>(
                new ObjectClient(client, CompanionKinds.ApiVersion, CompanionKinds.Checks.Name, time), ReceiptJson.Default.EnforcementCheck),
            policy => _controller?.Ask(policy));
        var clusterOptions = new ClusterOptions { Namespace = options.Namespace, Plan = options.Plan, Report = report, Time = time };
        var policies = new ObjectClient(client, "networking.k8s.io/v1", "networkpolicies", time);
        var checkedCluster = new LiveCheckedCluster(_cluster, policies, _board, probes, clusterOptions);
        _controller = new CheckController(_pending, receipts, new CheckRun(checkedCluster, receipts, options.Trial, time), TellAsync, parts);
        _sweep = new Sweep(_board, probes, receipts, parts);
        _events = new PolicyEvents(client, options.Identity, time);
        if (options.Review is { } review)
        {
            var reviewed = new ReviewedPolicies(new ObjectClient(client, "v1", "configmaps", time), options.Namespace);
            _reviewer = new AdmittedReviewer(new ReviewedCluster(_cluster, policies), reviewed, _events, review, world);
        }

        _probes = new Reflector<NodeProbe>(
            client, ProbeKinds.Probes, _board.Known, time, random, Note, new ObjectScope { Namespace = options.Namespace });
        _checks = new Reflector<EnforcementCheck>(client, CompanionKinds.Checks, receipts.Known, time, random, Note);
        _election = new LeaderElection(
            client, new ObjectKey(options.Namespace, "controller"), options.Identity, options.Election, time, random, report);
        world.Meter.Watch(this);
    }

    /// <summary>How each watch fares, in a fixed order; from any thread.</summary>
    public IReadOnlyList<ReflectorStatus> Kinds => [.. _cluster.Kinds.Select(kind => kind.Status), _checks.Status, _probes.Status];

    /// <summary>Whether it leads.</summary>
    public bool IsLeader => _election.IsLeader;

    /// <summary>How many changes wait for their check.</summary>
    public int Pending => _pending.Count;

    /// <summary>How many checks are under way.</summary>
    public int Running => _controller.Running;

    /// <summary>When it last looked for what can be removed; null when it has not led yet.</summary>
    public DateTimeOffset? LastSweep => _sweep.Last;

    /// <summary>When it last compared all policies with what was reviewed; null when it has not yet.</summary>
    public DateTimeOffset? LastComparison => _reviewer?.LastSweep;

    private bool IsSynced => _cluster.IsSynced && _probes.Status.IsSynced && _checks.Status.IsSynced;

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> following =
        [
            _cluster.RunAsync(any.Token), _probes.RunAsync(any.Token), _checks.RunAsync(any.Token), ForgetAsync(any.Token),
            StandAsync(any.Token),
        ];
        await Task.WhenAny(following);
        await any.CancelAsync();
        await Task.WhenAll(following);
    }

    // Whoever leads has to know the cluster: a candidate that has not read it does not stand.
    private async Task StandAsync(CancellationToken cancellation)
    {
        try
        {
            while (!IsSynced)
            {
                await Task.Delay(SyncInterval, _world.Time, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await _election.RunAsync(LeadAsync, cancellation);
    }

    private async Task LeadAsync(CancellationToken term)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(term);
        List<Task> work = [_controller.LeadAsync(either.Token), _sweep.RunAsync(either.Token)];
        if (_reviewer is not null)
        {
            work.Add(_reviewer.LeadAsync(either.Token));
        }

        await Task.WhenAny(work);
        await either.CancelAsync();
        await Task.WhenAll(work);
    }

    // A replica that does not lead keeps what has changed until a leader must have begun with it.
    private async Task ForgetAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(PendingChanges.Kept / 4, _world.Time, cancellation);
                if (!_election.IsLeader)
                {
                    _pending.Forget();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Take(IReadOnlyList<(NetworkPolicy? Before, NetworkPolicy? After)> changes)
    {
        foreach (var policy in _pending.Add(changes))
        {
            _controller.Replace(policy);
        }

        foreach (var (before, after) in changes)
        {
            _reviewer?.Note((after ?? before)!.Key);
        }
    }

    private NetworkPolicy? Current(ObjectKey policy) => _cluster.Read(
        [], index => index.Find(policy.Namespace)?.Policies.FirstOrDefault(one => one.Key == policy));

    private async Task TellAsync(CheckOutcome outcome, CancellationToken cancellation)
    {
        _world.Meter.Count(outcome);
        if (outcome.Uid is null)
        {
            return;
        }

        try
        {
            await _events.WriteAsync(VerdictNote.Of(outcome), cancellation);
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            // The receipt says it too.
            _world.Report($"no Event could be written about {outcome.Policy}: {e.Message}");
        }
    }

    private void Note(WatchIncident incident)
    {
        if (incident.Kind != WatchIncidentKind.Listed)
        {
            _world.Report($"the API server does not tell of {incident.Resource}: {incident.Message}");
        }
    }
}
