using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Classes that are taken out of the pools of one direction, because a review looks at them by themselves.</summary>
internal sealed class LeftOut
{
    private static readonly List<PodClass> None = [];

    private readonly PodClassSet _classes = new();
    private readonly Dictionary<PodPool, List<PodClass>> _byPool = [];

    /// <summary>Classes, each of which may be named several times and need be in no pool.</summary>
    public LeftOut(IEnumerable<PodClass> classes, Direction direction)
    {
        foreach (var pods in classes)
        {
            if (!_classes.Add(pods) || pods.PoolIn(direction) is not { } pool)
            {
                continue;
            }

            if (!_byPool.TryGetValue(pool, out var list))
            {
                _byPool[pool] = list = [];
            }

            list.Add(pods);
        }
    }

    /// <summary>No class.</summary>
    public static LeftOut Nothing { get; } = new([], Direction.Ingress);

    /// <summary>Those that are of a pool.</summary>
    public List<PodClass> Of(PodPool pool) => _byPool.GetValueOrDefault(pool, None);

    /// <summary>Whether a class is left out.</summary>
    public bool Contains(PodClass pods) => _classes.Contains(pods);
}
