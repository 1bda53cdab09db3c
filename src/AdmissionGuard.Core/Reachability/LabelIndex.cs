using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Finds labelled things by a label, so that a selector need not look at all of them.</summary>
internal sealed class LabelIndex<T>
{
    // By a tuple: a KeyValuePair hashes its key alone, and all pods share their keys.
    private readonly Dictionary<(string Key, string Value), List<T>> _byLabel = [];

    public void Add(Labels labels, T item)
    {
        foreach (var (key, value) in labels.Pairs)
        {
            if (!_byLabel.TryGetValue((key, value), out var items))
            {
                _byLabel[(key, value)] = items = [];
            }

            items.Add(item);
        }
    }

    /// <summary>
    /// The things that meet the selector's rarest <c>In</c> requirement: whatever the selector matches is among them. Null when it has no
    /// such requirement, and everything must be looked at.
    /// </summary>
    public List<T>? Candidates(LabelSelector selector)
    {
        List<T>? fewest = null;
        foreach (var requirement in selector.Requirements)
        {
            if (requirement.Operator != LabelOperator.In)
            {
                continue;
            }

            var found = Find(requirement);
            if (fewest is null || found.Count < fewest.Count)
            {
                fewest = found;
            }
        }

        return fewest;
    }

    private List<T> Find(LabelRequirement requirement)
    {
        List<T>? found = null;
        foreach (var value in requirement.Values)
        {
            if (_byLabel.TryGetValue((requirement.Key, value), out var items))
            {
                found = found is null ? items : [.. found, .. items];
            }
        }

        return found ?? [];
    }
}
