namespace AdmissionGuard.Core.Sequencing;

/// <summary>Changes that may be made in any order once all before them are made.</summary>
/// <param name="Changes">Their numbers, ascending.</param>
/// <param name="Stuck">Why no order of them works; null when any does.</param>
internal sealed record PlannedStep(SortedSet<int> Changes, StuckChanges? Stuck);

/// <summary>Changes that no order was found for.</summary>
/// <param name="Blocked">The changes that would interrupt something if they were the next, with what.</param>
/// <param name="Made">The changes of the same step that can be made before.</param>
/// <param name="IsCertain">Whether there is no order, and not only none that was found.</param>
internal sealed record StuckChanges(IReadOnlyList<(int Change, IReadOnlyList<Passage> Broken)> Blocked, IReadOnlyList<int> Made, bool IsCertain);

/// <summary>
/// Orders changes so that no passage is broken on the way. A change that can do no harm comes first, and one that could do none backwards
/// comes last; each settles passages, so that others become harmless. What is left is entangled, and is searched.
/// </summary>
internal sealed class StepPlanner
{
    private readonly List<Passage> _all;
    private readonly List<PlannedStep> _first = [];
    private readonly List<PlannedStep> _last = [];
    private SortedSet<int> _left;
    private List<Passage> _open;

    private StepPlanner(IEnumerable<Passage> passages)
    {
        _all = [.. passages.Where(passage => passage.CanBreak)];
        _open = _all;
        _left = [.. _all.SelectMany(passage => passage.Turns).Select(turn => turn.Change)];
    }

    /// <summary>Steps for all changes that have a say in some passage; those that have none can be made at any time.</summary>
    public static IReadOnlyList<PlannedStep> Plan(IEnumerable<Passage> passages)
    {
        var planner = new StepPlanner(passages);
        while (planner.Peel(backwards: false) || planner.Peel(backwards: true))
        {
        }

        List<PlannedStep> steps = [.. planner._first, .. planner.Entangled(), .. Enumerable.Reverse(planner._last)];
        return planner.Merge(steps);
    }

    private bool Peel(bool backwards)
    {
        var harmful = _open.SelectMany(passage => passage.Turns)
            .Where(turn => !(backwards ? turn.Reversed : turn).IsHarmless).Select(turn => turn.Change).ToHashSet();
        SortedSet<int> harmless = [.. _left.Where(change => !harmful.Contains(change))];
        if (harmless.Count == 0)
        {
            return false;
        }

        (backwards ? _last : _first).Add(new PlannedStep(harmless, null));
        _left = [.. _left.Except(harmless)];
        _open = [.. _open.Select(passage => passage.Settle(harmless, made: !backwards)).OfType<Passage>()];
        return true;
    }

    private IEnumerable<PlannedStep> Entangled()
    {
        foreach (var (changes, passages) in Components())
        {
            var search = new OrderSearch(changes, passages);
            if (search.Find())
            {
                foreach (var change in search.Longest)
                {
                    yield return new PlannedStep([change], null);
                }

                continue;
            }

            var blocked = changes.Except(search.Longest).Select(change => (change, (IReadOnlyList<Passage>)[.. search.Broken([.. search.Longest, change])]));
            yield return new PlannedStep([.. changes], new StuckChanges([.. blocked], search.Longest, search.IsExhaustive));
        }
    }

    // Changes that share no passage, nor over others, do not matter to each other.
    private IEnumerable<(List<int> Changes, List<Passage> Passages)> Components()
    {
        var passagesOf = _open.SelectMany(passage => passage.Turns, (passage, turn) => (passage, turn.Change))
            .ToLookup(pair => pair.Change, pair => pair.passage);
        var seen = new HashSet<int>();
        foreach (var start in _left)
        {
            if (!seen.Add(start))
            {
                continue;
            }

            var changes = new List<int> { start };
            var passages = new HashSet<Passage>(ReferenceEqualityComparer.Instance);
            for (var i = 0; i < changes.Count; i++)
            {
                foreach (var passage in passagesOf[changes[i]].Where(passages.Add))
                {
                    changes.AddRange(passage.Turns.Select(turn => turn.Change).Where(seen.Add));
                }
            }

            changes.Sort();
            yield return (changes, [.. passages]);
        }
    }

    // Two steps are one where any order of both works.
    private List<PlannedStep> Merge(List<PlannedStep> steps)
    {
        var merged = new List<PlannedStep>();
        var made = new HashSet<int>();
        foreach (var step in steps)
        {
            if (merged.LastOrDefault() is { Stuck: null } last && step.Stuck is null)
            {
                SortedSet<int> both = [.. last.Changes, .. step.Changes];
                if (!_all.Exists(passage => passage.CanBreakAmong(both.Contains, change => made.Contains(change) && !both.Contains(change))))
                {
                    merged[^1] = new PlannedStep(both, null);
                    made.UnionWith(step.Changes);
                    continue;
                }
            }

            merged.Add(step);
            made.UnionWith(step.Changes);
        }

        return merged;
    }
}
