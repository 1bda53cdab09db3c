using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>A cluster that becomes another one event by event, in any order, and an index that is told of each.</summary>
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
        List<Action> events =
        [
            .. Events(_namespaces, state.Namespaces.ToDictionary(item => item.Name), Index.Remove, Index.Set, (_, now) => Index.Set(now)),
            .. Events(_pods, state.Pods.ToDictionary(item => item.Key), Index.Remove, Index.Add, Index.Replace),
            .. Events(_services, state.Services.ToDictionary(item => item.Key), Index.Remove, Index.Add, (old, now) =>
            {
                Index.Remove(old);
                Index.Add(now);
            }),
            .. Events(
                _policies, state.Policies.ToDictionary(item => item.Key), old => Index.Change([old], []), now => Index.Change([], [now]),
                (old, now) => Index.Change([old], [now])),
        ];
        foreach (var (number, happen) in Shuffled(events).Index())
        {
            happen();
            if (number % 2 == 0)
            {
                meanwhile?.Invoke();
            }
        }
    }

    private Action[] Shuffled(List<Action> events)
    {
        var shuffled = events.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static List<Action> Events<TKey, T>(
        Dictionary<TKey, T> now, Dictionary<TKey, T> then, Action<T> remove, Action<T> add, Action<T, T> replace)
        where TKey : notnull
    {
        var events = new List<Action>();
        foreach (var (key, old) in now)
        {
            if (!then.ContainsKey(key))
            {
                events.Add(() =>
                {
                    now.Remove(key);
                    remove(old);
                });
            }
        }

        foreach (var (key, item) in then)
        {
            var old = now.GetValueOrDefault(key);
            events.Add(() =>
            {
                now[key] = item;
                if (old is null)
                {
                    add(item);
                }
                else
                {
                    replace(old, item);
                }
            });
        }

        return events;
    }
}
