using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>Makes probes out of a change: those that tell whether it is enforced.</summary>
public static class Planner
{
    // Two ports for each thing that can become of a pair: one that its pod declares, say, and one that a rule names.
    private const int MostPorts = 2;

    /// <summary>Plans for a change of a cluster; see <see cref="Plan(ClusterIndex, IReadOnlyList{PolicyChange}, PlanOptions)"/>.</summary>
    /// <param name="state">The cluster, read for probing; which version of the changed policies it holds makes no difference.</param>
    /// <param name="changes">The policies before and after, each once.</param>
    /// <param name="options">How much is probed.</param>
    public static ProbePlan Plan(ClusterState state, IReadOnlyList<PolicyChange> changes, PlanOptions options) =>
        Plan(ClusterIndex.Build(ChangeSet.Final(state, changes), []), changes, options);

    /// <summary>
    /// Plans for a change. The same cluster and change give the same plan, whose size has bounds whatever the cluster's.
    /// </summary>
    /// <param name="index">The cluster, with pods whose <see cref="Pod.Runtime"/> is known.</param>
    /// <param name="changes">The policies before and after, each once.</param>
    /// <param name="options">How much is probed.</param>
    public static ProbePlan Plan(ClusterIndex index, IReadOnlyList<PolicyChange> changes, PlanOptions options)
    {
        var notes = new PlanNotes();
        var views = new PolicyViews(index, changes, []);
        var connections = new Connections(views, options);
        var subjects = Subjects.Choose(index, views, changes, options, notes);
        var found = new Counterparts(index, options, [.. subjects.Select(subject => subject.Pod.NodeName!)], notes);
        var pairs = subjects.SelectMany(subject => found.Of(subject).Select(other => (Subject: subject, Other: other))).ToList();
        List<ConnectionEnd> ends = [.. subjects.Select(subject => subject.End).Concat(pairs.Select(pair => pair.Other.End)).DistinctBy(end => end.Pod!.Key)];
        var ports = new PortChoice(ends.Select(end => end.Pod!), index, options);
        var all = pairs.SelectMany(pair => Candidates(pair.Subject, pair.Other, views, connections, ports)).ToList();
        List<Candidate> candidates = [.. all.OrderBy(candidate => candidate.Preference).DistinctBy(candidate => candidate.Id)];
        var chosen = FairChoice.Take(candidates, options.MostProbes, candidate => candidate.Traits);
        if (chosen.Count < candidates.Count)
        {
            notes.LeaveOut($"{chosen.Count} of {candidates.Count} connections stand for all");
        }

        if (connections.MetDoubt)
        {
            notes.CannotProbe("pods that an ipBlock covers", options.WhyNotIpBlock);
        }

        var probes = Probes(chosen, new Companions(connections, ends), notes);
        UnprobedPorts.Note(subjects, ports, notes);
        Gaps.Note(index, changes, all, [.. probes.Select(probe => probe.Id)], notes);
        return new ProbePlan(probes, notes.Unprobed, notes.LeftOut);
    }

    private static IEnumerable<Candidate> Candidates(
        Subject subject, Counterpart other, PolicyViews views, Connections connections, PortChoice ports)
    {
        var (from, to) = subject.Direction == Direction.Ingress ? (other.End, subject.End) : (subject.End, other.End);
        var far = views.Of(other.End.Pods!, subject.Direction.Opposite());
        var rules = subject.Rules.Select(named => named.Rule).Concat(
            new[] { far.Before, far.After }.SelectMany(set => set.Policies).SelectMany(policy => policy.Spec.Rules(subject.Direction.Opposite())));
        var list = ports.Of(to.Pod!, rules).ToList();
        foreach (var family in Enum.GetValues<IpFamily>().Where(family => Ends.Has(from.Pod!, family) && Ends.Has(to.Pod!, family)))
        {
            var all = list.Select(port => connections.Of(from, to, family, port.Protocol, port.Port) is { } passage
                ? new Candidate(subject, from, to, other.Kind, family, port.Protocol, port.Port, passage)
                : null).OfType<Candidate>();
            foreach (var few in all.GroupBy(one => (one.Protocol, one.Role, one.Expectation, one.IsTelling)))
            {
                foreach (var one in few.Take(MostPorts))
                {
                    yield return one;
                }
            }
        }
    }

    private static ImmutableArray<Probe> Probes(List<Candidate> chosen, Companions companions, PlanNotes notes)
    {
        var judged = new List<Probe>();
        var more = new Dictionary<string, Probe>(StringComparer.Ordinal);
        var ids = chosen.Select(candidate => candidate.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var candidate in chosen.OrderBy(one => one.Preference).ThenBy(one => one.From.Pod!.Key).ThenBy(one => one.To.Pod!.Key)
            .ThenBy(one => one.Family).ThenBy(one => one.Protocol).ThenBy(one => one.Port))
        {
            var source = companions.SourceFor(candidate);
            if (source is null && candidate.Expectation == Expectation.BeBlocked)
            {
                notes.CannotProbe($"{candidate.From} → {candidate.To}", $"nothing could vouch for it: no other pod may reach it there, and no {candidate.Family} address of its node is known");
                continue;
            }

            var destination = Ends.Of(candidate.To.Pod!);
            var companion = source is null ? null : ProbeIds.Of(source.IsNode ? source.Node : source.Uid, destination.Uid, candidate.Family, candidate.Protocol, candidate.Port);
            var probe = new Probe
            {
                Id = candidate.Id,
                Source = Ends.Of(candidate.From.Pod!),
                Destination = destination,
                Family = candidate.Family,
                Protocol = candidate.Protocol,
                Port = candidate.Port,
                Role = candidate.Role,
                Expectation = candidate.Expectation,
                Companion = companion,
                ForbiddenBy = candidate.Passage.ForbiddenBy,
                Reason = candidate.Kind,
            };
            judged.Add(probe);
            if (companion is not null && !ids.Contains(companion))
            {
                more.TryAdd(companion, probe with
                {
                    Id = companion,
                    Source = source!,
                    Role = ProbeRole.Companion,
                    Expectation = Expectation.Arrive,
                    Companion = null,
                    ForbiddenBy = [],
                    Reason = source!.IsNode ? "the destination's own node" : "another source that is allowed",
                });
            }
        }

        return [.. judged, .. more.Values];
    }
}
