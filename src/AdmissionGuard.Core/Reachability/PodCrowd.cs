using System.Collections;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Classes that a review treats alike: some that are listed, or all of a pool but a few, which then are neither copied nor looked at.
/// </summary>
internal sealed class PodCrowd : IEnumerable<PodClass>
{
    private readonly List<PodClass> _classes;
    private readonly PodPool? _pool;
    private readonly LeftOut _leftOut;
    private long? _runningPods;

    /// <summary>Classes that are listed.</summary>
    public PodCrowd(List<PodClass> classes)
    {
        (_classes, _leftOut) = (classes, LeftOut.Nothing);
        Count = classes.Count;
    }

    /// <summary>All of a pool but those left out.</summary>
    public PodCrowd(PodPool pool, LeftOut leftOut)
    {
        (_classes, _pool, _leftOut) = (pool.Classes, pool, leftOut);
        Count = pool.Count - leftOut.Of(pool).Count;
    }

    /// <summary>No class.</summary>
    public static PodCrowd None { get; } = new([]);

    /// <summary>How many classes there are.</summary>
    public int Count { get; }

    /// <summary>One of them; there has to be one.</summary>
    public PodClass First => Count == _classes.Count ? _classes[0] : this.First<PodClass>();

    /// <summary>How many of their pods run.</summary>
    public long RunningPods => _runningPods ??= _pool is null
        ? Running(_classes)
        : _pool.RunningPods - Running(_leftOut.Of(_pool));

    /// <summary>The pool that nearly all of is meant; null for listed classes.</summary>
    public PodPool? Pool => _pool;

    /// <summary>Whether any of them has name servers of its own.</summary>
    public bool HasOwnNameServers => _pool is null
        ? _classes.Exists(AsksItsOwn)
        : _pool.OwnNameServers > _leftOut.Of(_pool).Count(AsksItsOwn);

    /// <summary>Whether a class is among them.</summary>
    public bool Contains(PodClass pods) => _pool is null ? _classes.Contains(pods) : _pool.Holds(pods) && !_leftOut.Contains(pods);

    /// <summary>
    /// The workloads of running pods of a pool that are left out altogether, by their numbers.
    /// </summary>
    public OrdinalSet WorkloadsLeftOut()
    {
        var gone = new OrdinalSet();
        foreach (var pods in _leftOut.Of(_pool!))
        {
            if (!pods.IsHypothetical && !pods.Siblings.Any(sibling => !sibling.IsHypothetical && Contains(sibling)))
            {
                gone.Add(pods.WorkloadOrdinal);
            }
        }

        return gone;
    }

    /// <summary>Classes of it, among them all running ones of the first workloads by name, so many if there are as many.</summary>
    public IEnumerable<PodClass> FirstByName(int workloads)
    {
        if (_pool is null)
        {
            return this;
        }

        List<PodClass> kept = [];
        var found = 0;
        foreach (var workload in _pool.FirstByName)
        {
            var before = kept.Count;
            kept.AddRange(workload.Where(pods => !_leftOut.Contains(pods)));
            found += kept.Count > before ? 1 : 0;
        }

        return found >= workloads || _pool.HasFewWorkloads ? kept : this;
    }

    /// <inheritdoc cref="IEnumerable{T}.GetEnumerator"/>
    public Enumerator GetEnumerator() => new(_classes, Count == _classes.Count ? null : _leftOut);

    IEnumerator<PodClass> IEnumerable<PodClass>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool AsksItsOwn(PodClass pods) => pods.Dns.Source == DnsSource.Own;

    private static long Running(List<PodClass> classes)
    {
        var pods = 0L;
        foreach (var one in classes)
        {
            pods += one.IsHypothetical ? 0 : one.Pods.Count;
        }

        return pods;
    }

    /// <summary>Walks over the classes.</summary>
    internal struct Enumerator(List<PodClass> classes, LeftOut? leftOut) : IEnumerator<PodClass>
    {
        private int _next;

        public readonly PodClass Current => classes[_next - 1];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            do
            {
                _next++;
            }
            while (leftOut is not null && _next <= classes.Count && leftOut.Contains(Current));
            return _next <= classes.Count;
        }

        public void Reset() => _next = 0;

        public readonly void Dispose()
        {
        }
    }
}
