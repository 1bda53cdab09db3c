using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>Like pods whose policies change, seen from the other ends of their connections.</summary>
internal sealed class NearEnds(Simulation simulation, GovernedPods near, Direction direction)
{
    private readonly Dictionary<(NamespaceEntry, PolicySet, PolicySet, ContainerPorts?), List<(ConnectionSet, List<PodClass>)>> _known = [];

    /// <summary>What the policies of some far pods let through before and after all changes, with those of the near pods they let it for.</summary>
    public IReadOnlyList<(ConnectionSet Kept, List<PodClass> Pods)> Meeting(GovernedPods far)
    {
        var opposite = direction.Opposite();
        var ports = PolicyEvaluator.PortsThatMatter(far.Pods.First.Ports, opposite, far.Before, far.After);
        var key = (far.Namespace, far.Before, far.After, ports);
        if (!far.Before.Isolates && !far.After.Isolates)
        {
            // Whatever nothing isolates is alike, whatever its namespace.
            key = default;
        }

        if (!_known.TryGetValue(key, out var meeting))
        {
            _known[key] = meeting =
            [
                .. near.Pods.GroupBy(pods => Between(far.Before, pods).Intersect(Between(far.After, pods)))
                    .Where(group => !group.Key.IsEmpty).Select(group => (group.Key, group.ToList())),
            ];
        }

        return meeting;

        ConnectionSet Between(PolicySet set, PodClass pods) =>
            simulation.Evaluator.Between(set, opposite, far.Namespace, far.Pods.First.Ports, pods);
    }
}
