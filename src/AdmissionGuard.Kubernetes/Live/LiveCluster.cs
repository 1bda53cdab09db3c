using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Live;

/// <summary>
/// A cluster as its API server tells of it, always ready for questions: five kinds are listed and watched, and each event changes what it
/// touches of one index. What else is wanted is followed beside them and never waited for.
/// </summary>
public sealed class LiveCluster
{
    private readonly ClusterIndex _index;
    private readonly ReadGate _gate;
    private readonly IReadOnlyList<(Func<KindHealth> Health, Func<CancellationToken, Task> Run)> _kinds;
    private readonly IReadOnlyList<(Func<KindHealth> Health, Func<CancellationToken, Task> Run)> _optional;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A cluster of which nothing is known before <see cref="RunAsync"/> is called.</summary>
    /// <param name="client">Where to.</param>
    /// <param name="ipBlockMayMatchPods">Whether the reading of ipBlock in which it matches pods plays a part.</param>
    /// <param name="time">Measures deadlines, delays and ages.</param>
    /// <param name="random">From 0 up to 1; called from several threads.</param>
    /// <param name="report">Told what an operator may want to know, from several threads; null when nobody is interested.</param>
    /// <param name="interest">What else is wanted; null for nothing.</param>
    public LiveCluster(
        ApiClient client, bool ipBlockMayMatchPods, TimeProvider time, Func<double> random, Action<WatchIncident>? report = null,
        LiveInterest? interest = null)
    {
        var wanted = interest ?? LiveInterest.None;
        var arePoliciesKnown = false;
        _index = ClusterIndex.Empty(ipBlockMayMatchPods);
        _gate = new ReadGate(time);
        _kinds =
        [
            Watch(ResourceKinds.Namespaces, Each<Namespace>(_index.Remove, _index.Set, (_, now) => _index.Set(now))),
            Watch(wanted.Pods, Each<Pod>(_index.Remove, _index.Add, _index.Replace)),
            Watch(ResourceKinds.Services, Each<Service>(_index.Remove, _index.Add)),

            // Nodes play no part in who can reach whom, as long as their addresses are not asked for.
            Watch<Node>(ResourceKinds.Nodes, _ => { }),
            Watch<NetworkPolicy>(ResourceKinds.NetworkPolicies, changes => _index.Change(
                [.. changes.Select(change => change.Before).OfType<NetworkPolicy>()],
                [.. changes.Select(change => change.After).OfType<NetworkPolicy>()]), TellOfPolicies),
        ];
        _optional =
        [
            .. wanted.Optional.Select(kind => Watch(kind, Each<ApiCallout>(_index.Remove, _index.Add), isOptional: true)),
        ];

        (Func<KindHealth> Health, Func<CancellationToken, Task> Run) Watch<T>(
            ResourceKind<T> kind, Action<IReadOnlyList<ObjectChange<T>>> change, Action<IReadOnlyList<ObjectChange<T>>>? tell = null,
            bool isOptional = false)
            where T : class
        {
            var live = new LiveKind<T>(changes =>
            {
                _gate.Change(() => change(changes));
                tell?.Invoke(changes);
            });
            var reflector = new Reflector<T>(client, kind, live, time, random, incident =>
            {
                arePoliciesKnown |= tell is not null && incident.Kind == WatchIncidentKind.Listed;
                report?.Invoke(incident);
                NoteSync();
            }, isOptional: isOptional);
            return (() => new KindHealth(reflector.Status, live.Count), reflector.RunAsync);
        }

        // What the first list brings has not changed: it was there.
        void TellOfPolicies(IReadOnlyList<ObjectChange<NetworkPolicy>> changes)
        {
            if (arePoliciesKnown)
            {
                wanted.PoliciesChanged?.Invoke([.. changes.Select(change => (change.Before, change.After))]);
            }
        }
    }

    /// <summary>How each kind fares, in a fixed order; from any thread.</summary>
    public IReadOnlyList<KindHealth> Kinds => [.. _kinds.Select(kind => kind.Health())];

    /// <summary>
    /// How each kind fares that is followed only as far as it may be (<see cref="LiveInterest.Callouts"/>), in a fixed order; from any
    /// thread. <see cref="IsSynced"/>, <see cref="Age"/> and <see cref="Synced"/> are not about them.
    /// </summary>
    public IReadOnlyList<KindHealth> OptionalKinds => [.. _optional.Select(kind => kind.Health())];

    /// <summary>
    /// Whether everything has been listed once. It stays so while the API server is away: <see cref="Age"/> tells how long it has been.
    /// </summary>
    public bool IsSynced => Kinds.All(kind => kind.Status.IsSynced);

    /// <summary>How long ago the API server last said something about the kind of which it is longest ago; null before all are synced.</summary>
    public TimeSpan? Age => Kinds is var kinds && kinds.All(kind => kind.Status.Age is not null) ? kinds.Max(kind => kind.Status.Age) : null;

    /// <summary>Ends when everything has been listed once; cancelled when <see cref="RunAsync"/> ends before.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Lists and watches until it is cancelled. To be called once.</summary>
    /// <exception cref="InvalidOperationException">An event contradicts what is known: a bug. The state cannot be trusted any more.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = _kinds.Concat(_optional).Select(kind => Task.Run(() => kind.Run(any.Token), CancellationToken.None)).ToList();

        // Four kinds that go on without the fifth would look alive: whichever fails takes the others with it.
        await Task.WhenAny([.. running, _gate.Failure]);
        await any.CancelAsync();
        _synced.TrySetCanceled(any.Token);
        await Task.WhenAll(running);

        // The change may have failed in the thread of somebody who had read.
        if (_gate.Failure.IsFaulted)
        {
            await _gate.Failure;
        }
    }

    /// <summary>Asks a question about one moment, while events wait.</summary>
    /// <param name="blocks">The ipBlocks of the change that the question is about, before and after.</param>
    /// <param name="ask">The question; its answer must not leave anything to be read from the index later.</param>
    /// <exception cref="InvalidOperationException">
    /// Not everything has been listed yet: there is nothing to ask. Or an event contradicted what was known, and <see cref="RunAsync"/> ends.
    /// </exception>
    /// <exception cref="LockRecursionException">The question asks this cluster another one.</exception>
    public T Read<T>(IReadOnlyList<IpBlock> blocks, Func<ClusterIndex, T> ask) => IsSynced
        ? _gate.Read(() => _index.IsReadyFor(blocks), () => _index.Ask(blocks), () => ask(_index))
        : throw new InvalidOperationException("the cluster has not been read yet");

    private void NoteSync()
    {
        if (!_synced.Task.IsCompleted && IsSynced)
        {
            _synced.TrySetResult();
        }
    }

    private static Action<IReadOnlyList<ObjectChange<T>>> Each<T>(Action<T> remove, Action<T> add)
        where T : class => Each(remove, add, (T before, T after) =>
        {
            remove(before);
            add(after);
        });

    private static Action<IReadOnlyList<ObjectChange<T>>> Each<T>(Action<T> remove, Action<T> add, Action<T, T> replace)
        where T : class => changes =>
        {
            foreach (var change in changes)
            {
                switch (change)
                {
                    case { Before: { } before, After: { } after }:
                        replace(before, after);
                        break;
                    case { Before: { } gone }:
                        remove(gone);
                        break;
                    case { After: { } made }:
                        add(made);
                        break;
                    default:
                        break;
                }
            }
        };
}
