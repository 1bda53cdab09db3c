using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The other ends of the connections that a change may touch, grouped so that all pods of a group can be judged at once.
/// </summary>
internal sealed class FarEnds(Simulation simulation)
{
    /// <summary>
    /// Groups of pods for which the near end allows something else before and after, with what it allows.
    /// </summary>
    /// <param name="near">The namespace of the near end.</param>
    /// <param name="before">What the near end allows before the change.</param>
    /// <param name="after">What it allows after the change.</param>
    /// <param name="direction">The direction in which its policies change.</param>
    public IEnumerable<(GovernedPods Far, BeforeAfter Allowed)> Differing(
        NamespaceEntry near, Allowance before, Allowance after, Direction direction)
    {
        var opposite = direction.Opposite();
        var singledOut = before.Some.Keys.Concat(after.Some.Keys).ToHashSet();
        var differing = singledOut.Where(pods => !pods.IsTerminating)
            .Select(pods => (Pods: pods, Before: before.With(pods), After: after.With(pods)))
            .Where(item => !item.Before.Equals(item.After))
            .GroupBy(item => (Key: KeyOf(item.Pods, opposite), item.Before, item.After));
        foreach (var group in differing)
        {
            yield return (Group(group.Key.Key, group.Select(item => item.Pods)), new BeforeAfter(group.Key.Before, group.Key.After));
        }

        if (before.EveryPod.Equals(after.EveryPod))
        {
            yield break;
        }

        foreach (var rest in Rest(near, opposite, singledOut))
        {
            yield return (rest, new BeforeAfter(before.EveryPod, after.EveryPod));
        }
    }

    /// <summary>
    /// Everything that no rule singles out, as far as the policies that isolate it can mean the near end's namespace at all.
    /// </summary>
    /// <param name="near">The namespace of the near end.</param>
    /// <param name="opposite">The direction in which the far ends' policies count.</param>
    /// <param name="except">What rules of the near end single out.</param>
    public IEnumerable<GovernedPods> Rest(NamespaceEntry near, Direction opposite, HashSet<PodClass> except)
    {
        var governance = simulation.Index.Governance(opposite);
        var leftOut = governance.LeaveOut(simulation.Views.Classes.Concat(except));
        foreach (var pool in governance.Pools)
        {
            var pods = new PodCrowd(pool, leftOut);
            if (pods.Count == 0)
            {
                continue;
            }

            // The near end is of a changed namespace, whose pods are left out: whichever pod of the others is asked, it says the same.
            var (place, set) = (pods.First.Namespace, pods.First.Policies(opposite));
            if (simulation.Evaluator.CanReach(set, opposite, place, near))
            {
                yield return new GovernedPods(place, set, set, pods);
            }
        }

        foreach (var part in Parts(simulation.Views.Classes.Where(pods => !pods.IsTerminating), opposite, except))
        {
            yield return part;
        }
    }

    private IEnumerable<GovernedPods> Parts(IEnumerable<PodClass> classes, Direction opposite, HashSet<PodClass> except) =>
        classes.Where(pods => !except.Contains(pods)).GroupBy(pods => KeyOf(pods, opposite)).Select(group => Group(group.Key, group));

    private static GovernedPods Group(
        (NamespaceEntry? Namespace, PolicySet Before, PolicySet After, ContainerPorts? Ports) key, IEnumerable<PodClass> pods)
    {
        List<PodClass> list = [.. pods];
        return new GovernedPods(list[0].Namespace, key.Before, key.After, new PodCrowd(list));
    }

    // Pods that nothing isolates are alike whatever their namespace; others only with those of their namespace, and where ingress rules
    // name ports, with those that declare the same ones.
    private (NamespaceEntry? Namespace, PolicySet Before, PolicySet After, ContainerPorts? Ports) KeyOf(PodClass pods, Direction direction)
    {
        var (before, after) = simulation.Views.Of(pods, direction);
        var isolates = before.Isolates || after.Isolates;
        return (isolates ? pods.Namespace : null, before, after, PolicyEvaluator.PortsThatMatter(pods.Ports, direction, before, after));
    }
}
