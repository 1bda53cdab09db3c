using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>Makes the order of a set of changes.</summary>
internal static class ApplyOrderSearch
{
    /// <summary>The order in which to make changes.</summary>
    /// <param name="index">The cluster, ready for questions about all changes.</param>
    /// <param name="changes">The changes that have an effect, by namespace and name.</param>
    /// <param name="ipBlockMatchesPods">The reading of ipBlock; null for an order that is right in both.</param>
    public static ApplyOrder Find(ClusterIndex index, IReadOnlyList<PolicyChange> changes, bool? ipBlockMatchesPods)
    {
        if (changes.Count < 2)
        {
            return ApplyOrder.Any;
        }

        var numbers = changes.Select((change, i) => (change.Key, Number: i)).ToDictionary(item => item.Key, item => item.Number);
        var simulation = Simulation.Prepare(index, changes, [], ipBlockMatchesPods ?? false);
        List<Passage> passages = [.. PassageSearch.Of(simulation, numbers)];
        if (ipBlockMatchesPods is null && simulation.Evaluator.MetBlocks)
        {
            passages.AddRange(PassageSearch.Of(Simulation.Prepare(index, changes, [], ipBlockMatchesPods: true), numbers));
        }

        var steps = StepPlanner.Plan(passages);
        if (steps.Count == 0 || (steps.Count == 1 && steps[0].Stuck is null))
        {
            return ApplyOrder.Any;
        }

        var own = changes.SelectMany(change => new[] { change.Before, change.After }).OfType<NetworkPolicy>();
        var names = new WorkloadNames(new WorkloadUnits(index, own, includeTerminating: false));
        var ordered = steps.SelectMany(step => step.Changes).ToHashSet();
        return new ApplyOrder(
            [.. steps.Select(step => Keys(step.Changes))],
            Keys(Enumerable.Range(0, changes.Count).Where(number => !ordered.Contains(number))),
            [.. steps.Where(step => step.Stuck is not null).Select(Conflict)]);

        ImmutableArray<ObjectKey> Keys(IEnumerable<int> step) => [.. step.Select(number => changes[number].Key).Order()];

        OrderConflict Conflict(PlannedStep step) => new(
            Keys(step.Changes),
            [
                .. step.Stuck!.Blocked.Select(blocked => new Interruption(
                    changes[blocked.Change].Key,
                    PassageEvidence.Describe([.. blocked.Broken.Select(passage => passage.Evidence)], names))),
            ],
            step.Stuck.IsCertain,
            Remedy(step));
    }

    // Where pods are isolated for the first time, each policy closes what only another one opens: nothing but a policy that opens all helps.
    // Where policies swap rules, those that hold both the old and the new rules help.
    private static string Remedy(PlannedStep step)
    {
        var broken = step.Stuck!.Blocked.SelectMany(blocked => blocked.Broken).Distinct().ToList();
        if (broken.Exists(passage => passage.IsIsolated || passage.Turns.Any(turn => turn.Before != Standing.Absent)))
        {
            return "Apply these policies with their old and their new rules together first, and without the old ones afterwards.";
        }

        var directions = broken.Select(passage => passage.Evidence.Direction).Distinct().Order().ToList();
        var rules = string.Join(" and ", directions.Select(direction => $"{PolicyFields.Name(direction)}: [{{}}]"));
        return $"First apply a policy that selects the same pods and allows all ({rules}), and delete it when these are applied.";
    }
}
