using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>Several things, named in a sentence.</summary>
/// <param name="Text">Their names.</param>
/// <param name="IsPlural">Whether the verb is a plural.</param>
internal readonly record struct Named(string Text, bool IsPlural)
{
    /// <summary>The verb that fits: <c>becomes</c> or <c>become</c>.</summary>
    public string Verb(string singular, string plural) => IsPlural ? plural : singular;
}

/// <summary>Names pods to people: by workload, sorted, and never more than a few.</summary>
/// <param name="units">What is named.</param>
/// <param name="onlyNamespace">The namespace whose objects may be named; what is elsewhere is only counted. Null: all may be named.</param>
internal sealed class WorkloadNames(WorkloadUnits units, string? onlyNamespace = null)
{
    private const int Shown = 3;

    /// <summary><c>shop/a[Deployment], shop/b[Deployment], shop/c[Deployment] and 12 more</c>.</summary>
    public Named Of(IEnumerable<PodClass> pods)
    {
        var tally = NewTally();
        foreach (var one in pods)
        {
            tally.Add(one);
        }

        return Of(tally);
    }

    /// <summary>The workloads that were counted.</summary>
    public Named Of(WorkloadTally tally) => tally.Name(one => units.Of(one).Name);

    /// <summary>A tally that keeps as many workloads as are shown.</summary>
    public WorkloadTally NewTally() => new(Shown, onlyNamespace);

    /// <summary>Whether what is in a namespace may be named, and the namespace itself.</summary>
    public bool MayName(string place) => onlyNamespace is null || place == onlyNamespace;

    /// <summary>Where blocks of connections start: running pods by name, then addresses.</summary>
    public string Sources(IEnumerable<ConnectionBlock> blocks) => Ends(blocks.Select(block => (block.From, block.To)));

    /// <summary>Where blocks of connections arrive: running pods by name, then addresses.</summary>
    public string Destinations(IEnumerable<ConnectionBlock> blocks) => Ends(blocks.Select(block => (block.To, block.From)));

    /// <summary>One end of connections, each with its other end: pods by name, then addresses.</summary>
    /// <param name="blocks">The ends.</param>
    /// <param name="onlyRunning">Whether pods that do not run are passed over.</param>
    public string Ends(IEnumerable<(BlockEnd Own, BlockEnd Other)> blocks, bool onlyRunning = true)
    {
        var ends = blocks.ToList();
        var tally = NewTally();
        foreach (var (own, other) in ends)
        {
            // A block of many pods holds a single pod against itself too, which is no connection.
            var single = other.Range is null && other.Pods.Count == 1 && PodClass.Pairs(other.Pods.First, other.Pods.First) == 0 ? other.Pods.First : null;
            if (onlyRunning && (single is null || !own.Pods.Contains(single)))
            {
                tally.AddRunning(own.Pods);
                continue;
            }

            foreach (var pods in own.Pods)
            {
                if (!(onlyRunning && pods.IsHypothetical) && pods != single)
                {
                    tally.Add(pods);
                }
            }
        }

        var names = Of(tally).Text;
        var ranges = ends.Select(end => end.Own.Range).OfType<IpRange>().Distinct().Order().ToList();
        var outside = ranges.Contains(IpRange.Everything(IpFamily.IPv4))
            ? "all addresses outside the cluster"
            : Wording.List(ranges.ConvertAll(range => range.ToString()), Shown, ranges.Count);
        if (names.Length == 0 || outside.Length == 0)
        {
            return names + outside;
        }

        return $"{names}{(names.Contains(" and ", StringComparison.Ordinal) ? ", and " : " and ")}{outside}";
    }
}
