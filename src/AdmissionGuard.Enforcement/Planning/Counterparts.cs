using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>A pod at the other end of a probe.</summary>
/// <param name="End">The pod.</param>
/// <param name="Kind">What it stands for: <c>shop/web ingress[0] from[1]</c>, <c>another namespace</c>.</param>
internal sealed record Counterpart(ConnectionEnd End, string Kind);

/// <summary>
/// Finds pods at the other end of whatever policies say of a pod: those that each peer of each rule means, those that it nearly means, and
/// those that no rule speaks of. What is found for a peer is kept: the pods of a workload have their rules in common.
/// </summary>
internal sealed class Counterparts(ClusterIndex index, PlanOptions options, HashSet<string> nodes, PlanNotes notes)
{
    // Of a peer that means thousands of pods this many are looked at, spread over workloads.
    private const int MostSeen = 400;
    private const int MostOfAClass = 6;

    private readonly Dictionary<string, List<ConnectionEnd>> _found = new(StringComparer.Ordinal);

    /// <summary>A fair choice of each kind, for one pod.</summary>
    public IEnumerable<Counterpart> Of(Subject subject)
    {
        var earlier = new HashSet<ObjectKey>();
        foreach (var (kind, pods) in Kinds(subject))
        {
            var others = pods.Where(end => end.Pod!.Key != subject.Pod.Key).ToList();
            // Whom a peer means has had its turn: else those who are let in could stand for a whole namespace, and nobody for the rest.
            var fresh = others.Where(end => !earlier.Contains(end.Pod!.Key)).ToList();
            foreach (var end in FairChoice.Take(fresh.Count > 0 ? fresh : others, options.MostOfAKind, end =>
                [end.Pod!.NodeName == subject.Pod.NodeName, end.Pod.Workload, end.Pod.Key.Namespace, end.Pod.NodeName]))
            {
                yield return new Counterpart(end, kind);
            }

            earlier.UnionWith(others.Select(end => end.Pod!.Key));
        }
    }

    private IEnumerable<(string Kind, List<ConnectionEnd> Pods)> Kinds(Subject subject)
    {
        var preposition = subject.Direction == Direction.Ingress ? "from" : "to";
        foreach (var named in subject.Rules)
        {
            for (var i = 0; i < named.Rule.Peers.Length; i++)
            {
                foreach (var kind in OfPeer($"{named.Name} {preposition}[{i}]", named.Rule.Peers[i], index.Find(named.Namespace)!))
                {
                    yield return kind;
                }
            }
        }

        var own = subject.End.Pods!.Namespace;
        yield return Keep("the same namespace", own.Name, () => Fit(own.Classes));
        yield return Keep("another namespace", $"not {own.Name}", () => Fit(OneByOne(index.Namespaces.Where(entry => entry != own))));
        yield return Keep("DNS", "", () => Fit(DnsService.Find(index, options.DnsServices).SelectMany(service => service.Servers).Select(server => server.Pods)));
    }

    private IEnumerable<(string Kind, List<ConnectionEnd> Pods)> OfPeer(string name, PolicyPeer peer, NamespaceEntry owner)
    {
        if (peer.IpBlock is { } block)
        {
            yield return Keep(name, owner.Name, () => InBlock(name, block.Contains));
            if (!block.Except.IsEmpty)
            {
                yield return Keep($"{name} except", owner.Name, () => InBlock(null, address => block.Except.Any(except => except.Contains(address))));
            }

            yield break;
        }

        if (PeerSelection.IsEveryPod(peer))
        {
            yield return Keep(name, owner.Name, () => Fit(OneByOne(index.Namespaces)));
            yield break;
        }

        yield return Keep(name, owner.Name, () => OfSelectors(name, peer, owner));

        // What a CNI takes a peer for when it forgets one of its two selectors.
        if (peer.PodSelector is { IsEmpty: false } pods)
        {
            yield return Keep($"{name}: the same labels in another namespace", owner.Name, () => Fit(index.Classes.Where(
                one => pods.Matches(one.Labels) && !PeerSelection.CanReach(peer, owner, one.Namespace, ipBlockMatchesPods: false))));
            if (peer.NamespaceSelector is not null)
            {
                yield return Keep($"{name}: other pods of its namespaces", owner.Name, () => Fit(index.Classes.Where(
                    one => !pods.Matches(one.Labels) && PeerSelection.CanReach(peer, owner, one.Namespace, ipBlockMatchesPods: false))));
            }
        }
    }

    private (string Kind, List<ConnectionEnd> Pods) Keep(string kind, string place, Func<List<ConnectionEnd>> find)
    {
        var key = $"{place}/{kind}";
        if (!_found.TryGetValue(key, out var pods))
        {
            _found[key] = pods = find();
        }

        return (kind, pods);
    }

    private List<ConnectionEnd> OfSelectors(string name, PolicyPeer peer, NamespaceEntry owner)
    {
        var classes = PeerSelection.Select(peer, owner, index, ipBlockMatchesPods: false);
        var fit = Fit(classes);
        if (fit.Count == 0)
        {
            notes.CannotProbe(name, classes.Count == 0
                ? "it means no running pod"
                : $"none of its pods can be probed: {string.Join("; ", classes.SelectMany(one => one.Pods).Select(ProbeFitness.Problem).Distinct().Order(StringComparer.Ordinal))}");
        }

        return fit;
    }

    private List<ConnectionEnd> InBlock(string? name, Func<IpAddress, bool> contains)
    {
        var fit = Fit(index.Classes, pod => pod.Addresses.Any(contains));
        if (name is not null && (options.IpBlockMatchesPods != true || options.ByStandIns))
        {
            notes.CannotProbe(name, options.IpBlockMatchesPods != false
                ? options.WhyNotIpBlock
                : "addresses outside the cluster are never probed");
        }
        else if (name is not null && fit.Count == 0)
        {
            notes.CannotProbe(name, "no pod has an address in it, and addresses outside the cluster are never probed");
        }

        return fit;
    }

    // The first class of each namespace, then the second of each.
    private static IEnumerable<PodClass> OneByOne(IEnumerable<NamespaceEntry> entries)
    {
        var ordered = entries.Where(entry => entry.Classes.Count > 0).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        for (var i = 0; ordered.Exists(entry => entry.Classes.Count > i); i++)
        {
            foreach (var entry in ordered.Where(entry => entry.Classes.Count > i))
            {
                yield return entry.Classes[i];
            }
        }
    }

    // Of like pods first those that share a node with a pod that the change is about.
    private List<ConnectionEnd> Fit(IEnumerable<PodClass> classes, Func<Pod, bool>? also = null)
    {
        var found = new List<ConnectionEnd>();
        foreach (var one in classes)
        {
            var fit = one.Pods.Where(pod => ProbeFitness.Problem(pod) is null && also?.Invoke(pod) != false)
                .OrderBy(pod => nodes.Contains(pod.NodeName!) ? 0 : 1).ThenBy(pod => pod.Key).Take(MostOfAClass);
            found.AddRange(fit.Select(pod => new ConnectionEnd(one, pod, null)));
            if (found.Count >= MostSeen)
            {
                break;
            }
        }

        return found;
    }
}
