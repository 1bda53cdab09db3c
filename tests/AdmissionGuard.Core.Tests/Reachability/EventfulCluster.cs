using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>
/// A cluster that becomes another one event by event, and an index that is told of each. Objects change in any order, some go and come
/// back or are something else for a while, and several policies may change at once.
/// </summary>
internal sealed class EventfulCluster(Random random)
{
    private readonly Dictionary<string, Namespace> _namespaces = [];
    private readonly Dictionary<ObjectKey, Pod> _pods = [];
    private readonly Dictionary<ObjectKey, Service> _services = [];
    private readonly Dictionary<ObjectKey, NetworkPolicy> _policies = [];

    public ClusterIndex Index { get; } = ClusterIndex.Empty(ipBlockMayMatchPods: true);

    public ClusterState State => new()
    {
        Namespaces = [.. _namespaces.Values],
        Pods = [.. _pods.Values],
        Services = [.. _services.Values],
        Policies = [.. _policies.Values],
    };

    /// <summary>Becomes another cluster.</summary>
    /// <param name="state">The other cluster.</param>
    /// <param name="meanwhile">Called after every other event.</param>
    public void Become(ClusterState state, Action? meanwhile = null)
    {
        List<Queue<Action>> histories =
        [
            .. Histories(
                _namespaces, state.Namespaces.ToDictionary(item => item.Name), most: 1, Other,
                Each<Namespace>(Index.Remove, Index.Set, (_, now) => Index.Set(now))),
            .. Histories(_pods, state.Pods.ToDictionary(item => item.Key), most: 1, Other, Each<Pod>(Index.Remove, Index.Add, Index.Replace)),
            .. Histories(
                _services, state.Services.ToDictionary(item => item.Key), most: 1, item => item with { ClusterAddresses = [] },
                Each<Service>(Index.Remove, Index.Add, (old, now) =>
                {
                    Index.Remove(old);
                    Index.Add(now);
                })),
            .. Histories(
                _policies, state.Policies.ToDictionary(item => item.Key), most: 3, Other,
                changes => Index.Change(
                    [.. changes.Select(change => change.Before).OfType<NetworkPolicy>()],
                    [.. changes.Select(change => change.After).OfType<NetworkPolicy>()])),
            new Queue<Action>(Asked().Select(block => (Action)(() => Index.Ask([block])))),
        ];
        for (var number = 0; histories.RemoveAll(history => history.Count == 0) >= 0 && histories.Count > 0; number++)
        {
            histories[random.Next(histories.Count)].Dequeue()();
            if (number % 2 == 0)
            {
                meanwhile?.Invoke();
            }
        }
    }

    // Mostly few; now and then so many that what was asked first is forgotten.
    private IEnumerable<IpBlock> Asked() => Enumerable.Range(0, random.Next(10) == 0 ? 80 : random.Next(4)).Select(_ =>
    {
        var cidr = random.Next(2) == 0
            ? Some.Cidr($"10.1.{random.Next(2)}.{random.Next(12)}/{random.Next(28, 33)}")
            : Some.Cidr($"fd00:1::{random.Next(12):x}/{random.Next(124, 129)}");
        return new IpBlock(cidr, random.Next(3) == 0 ? [cidr] : []);
    });

    private Namespace Other(Namespace item) => item with { Labels = item.Labels.With("env", random.Next(2) == 0 ? "prod" : "dev") };

    private Pod Other(Pod pod) => random.Next(7) switch
    {
        0 => pod with { IsTerminal = true },
        1 => pod with { IsTerminating = !pod.IsTerminating },
        2 => pod with { HostNetwork = !pod.HostNetwork },
        3 => pod with { Labels = pod.Labels.With("app", "db") },
        4 => pod with { NodeName = "elsewhere" },
        5 => pod with { Addresses = [] },

        // Another pod's, as long as one of them has not been heard of.
        _ => pod with { Addresses = [Some.Address($"10.1.0.{random.Next(1, 6)}"), Some.Address($"fd00:1::{random.Next(1, 6)}")] },
    };

    private NetworkPolicy Other(NetworkPolicy policy)
    {
        var others = _policies.Values.Select(other => other.Spec).ToList();
        return others.Count == 0 ? policy : policy with { Spec = others[random.Next(others.Count)] };
    }

    private static Action<List<(T? Before, T? After)>> Each<T>(Action<T> remove, Action<T> add, Action<T, T> replace)
        where T : class => changes =>
        {
            foreach (var change in changes)
            {
                switch (change)
                {
                    case ({ } before, { } after):
                        replace(before, after);
                        break;
                    case ({ } gone, null):
                        remove(gone);
                        break;
                    case (null, { } made):
                        add(made);
                        break;
                }
            }
        };

    // What happens to objects until they are as they are to be, for some of them at the same times.
    private List<Queue<Action>> Histories<TKey, T>(
        Dictionary<TKey, T> now, Dictionary<TKey, T> then, int most, Func<T, T> other, Action<List<(T? Before, T? After)>> happen)
        where TKey : notnull
        where T : class
    {
        var keys = now.Keys.Union(then.Keys).ToArray();
        random.Shuffle(keys);
        var histories = new List<Queue<Action>>();
        for (var i = 0; i < keys.Length;)
        {
            var chunk = keys.Skip(i).Take(random.Next(1, most + 1)).Select(key => (Key: key, Stages: Stages(then.GetValueOrDefault(key)))).ToList();
            i += chunk.Count;
            histories.Add(new Queue<Action>(Enumerable.Range(0, chunk.Max(one => one.Stages.Count)).Select(stage => (Action)(() =>
                happen([.. chunk.Where(one => stage < one.Stages.Count).Select(one => Step(one.Key, one.Stages[stage]))])))));
        }

        return histories;

        // The last of three is an event that brings the very same object again.
        List<Func<T?, T?>> Stages(T? last) => random.Next(4) switch
        {
            0 => [_ => null, _ => last],
            1 => [before => (before ?? last) is { } item ? other(item) : null, _ => last, before => before],
            _ => [_ => last],
        };

        (T? Before, T? After) Step(TKey key, Func<T?, T?> stage)
        {
            var before = now.GetValueOrDefault(key);
            var after = stage(before);
            if (after is null)
            {
                now.Remove(key);
            }
            else
            {
                now[key] = after;
            }

            return (before, after);
        }
    }
}
