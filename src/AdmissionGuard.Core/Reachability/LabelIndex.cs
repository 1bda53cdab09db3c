using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Finds labelled things by a label, so that a selector need not look at all of them.</summary>
internal sealed class LabelIndex<T>
    where T : class
{
    private static readonly Bag<T> Nothing = new();

    // By a tuple: a KeyValuePair hashes its key alone, and all pods share their keys.
    private readonly Dictionary<(string Key, string Value), Bag<T>> _byLabel = [];

    public void Add(Labels labels, T item)
    {
        foreach (var (key, value) in labels.Pairs)
        {
            if (!_byLabel.TryGetValue((key, value), out var items))
            {
                _byLabel[(key, value)] = items = new Bag<T>();
            }

            items.Add(item);
        }
    }

    /// <summary>Takes a thing out that was added with these labels.</summary>
    public void Remove(Labels labels, T item)
    {
        foreach (var (key, value) in labels.Pairs)
        {
            var items = _byLabel[(key, value)];
            items.Remove(item);
            if (items.Count == 0)
            {
                _byLabel.Remove((key, value));
            }
        }
    }

    /// <summary>
    /// The things that meet the selector's rarest <c>In</c> requirement: whatever the selector matches is among them. Null when it has no
    /// such requirement, and everything must be looked at.
    /// </summary>
    public IReadOnlyList<T>? Candidates(LabelSelector selector)
    {
        IReadOnlyList<T>? fewest = null;
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

    private IReadOnlyList<T> Find(LabelRequirement requirement)
    {
        IReadOnlyList<T>? found = null;
        foreach (var value in requirement.Values)
        {
            if (_byLabel.TryGetValue((requirement.Key, value), out var items))
            {
                found = found is null ? items : [.. found, .. items];
            }
        }

        return found ?? Nothing;
    }
}
