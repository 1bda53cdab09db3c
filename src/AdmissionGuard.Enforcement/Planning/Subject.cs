using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>A pod whose policies a change changes in one direction.</summary>
/// <param name="End">The pod.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Policies">The changed policies that select it before or after, in order.</param>
/// <param name="Rules">The rules that govern it before or after in that direction, each once, with what they are called.</param>
internal sealed record Subject(
    ConnectionEnd End, Direction Direction, ImmutableArray<ObjectKey> Policies, ImmutableArray<NamedRule> Rules)
{
    public Pod Pod => End.Pod!;
}

/// <summary>A rule and where it stands: <c>shop/web ingress[0]</c>.</summary>
internal sealed record NamedRule(string Name, PolicyRule Rule, string Namespace);

/// <summary>Finds the pods that a change is about.</summary>
internal static class Subjects
{
    /// <summary>Pods that can be probed, a fair choice of them.</summary>
    public static List<Subject> Choose(ClusterIndex index, PolicyViews views, IReadOnlyList<PolicyChange> changes, PlanOptions options, PlanNotes notes)
    {
        var chosen = new List<Subject>();
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var all = Find(index, views, changes, direction, notes).ToList();
            var few = FairChoice.Take(all, options.MostSubjects, subject =>
                [string.Join(',', subject.Policies), subject.End.Pods, subject.Pod.NodeName, subject.Pod.Workload]);
            if (few.Count < all.Count)
            {
                notes.LeaveOut($"{direction.ToString().ToLowerInvariant()}: {few.Count} of {all.Count} pods stand for all");
            }

            chosen.AddRange(few.OrderBy(subject => subject.Pod.Key));
        }

        return chosen;
    }

    private static IEnumerable<Subject> Find(
        ClusterIndex index, PolicyViews views, IReadOnlyList<PolicyChange> changes, Direction direction, PlanNotes notes)
    {
        var changed = changes.Where(change => !change.IsSameIn(direction) || !SelectsAlike(change)).ToList();
        foreach (var entry in changed.Select(change => index.Find(change.Key.Namespace)).OfType<NamespaceEntry>().Distinct())
        {
            var own = changed.Where(change => change.Key.Namespace == entry.Name).ToList();
            foreach (var pods in entry.Classes.Concat(entry.HostNetworkClasses))
            {
                ImmutableArray<ObjectKey> policies =
                    [.. own.Where(change => Selects(change.Before, pods, direction) || Selects(change.After, pods, direction)).Select(change => change.Key).Order()];
                if (policies.IsEmpty)
                {
                    continue;
                }

                var rules = Rules(views.Of(pods, direction), direction);
                foreach (var pod in pods.Pods)
                {
                    if (ProbeFitness.Problem(pod) is { } problem)
                    {
                        notes.CannotProbe(pod.Workload.ToString(), problem);
                        notes.Unfit(policies, problem);
                        continue;
                    }

                    yield return new Subject(new ConnectionEnd(pods, pod, null), direction, policies, rules);
                }
            }
        }
    }

    /// <summary>Whether a policy isolates pods in a direction.</summary>
    public static bool Selects(NetworkPolicy? policy, PodClass pods, Direction direction) =>
        policy is not null && policy.Spec.Isolates(direction) && policy.Spec.PodSelector.Matches(pods.Labels);

    /// <summary>Whether a change leaves the pods that are selected as they are.</summary>
    public static bool SelectsAlike(PolicyChange change) =>
        change is { Before: { } before, After: { } after } && before.Spec.PodSelector.Equals(after.Spec.PodSelector);

    // The new rules first: a rule that stays is called by its new place.
    private static ImmutableArray<NamedRule> Rules((PolicySet Before, PolicySet After) sets, Direction direction)
    {
        var rules = ImmutableArray.CreateBuilder<NamedRule>();
        foreach (var (set, suffix) in new[] { (sets.After, ""), (sets.Before, " before") })
        {
            foreach (var policy in set.Policies)
            {
                var list = policy.Spec.Rules(direction);
                for (var i = 0; i < list.Length; i++)
                {
                    if (!rules.Any(known => known.Namespace == policy.Key.Namespace && known.Rule.Equals(list[i])))
                    {
                        rules.Add(new NamedRule($"{new RuleReference(policy.Key, direction, i)}{suffix}", list[i], policy.Key.Namespace));
                    }
                }
            }
        }

        return rules.DrainToImmutable();
    }
}
