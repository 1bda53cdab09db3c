namespace AdmissionGuard.Enforcement.Planning;

/// <summary>
/// Chooses a few of many so that whatever tells them apart has its share: what shows something new comes before what repeats, and what
/// was chosen seldom before what was chosen often. The same list gives the same choice.
/// </summary>
internal static class FairChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="items">All, in the order of preference among equals.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="traits">What tells an item apart from others, always in the same number and order.</param>
    public static List<T> Take<T>(IReadOnlyList<T> items, int most, Func<T, object?[]> traits)
    {
        if (items.Count <= most)
        {
            return [.. items];
        }

        var counts = new Dictionary<(int Place, object? Value), int>();
        var rest = items.Select(item => (Item: item, Traits: traits(item))).ToList();
        var chosen = new List<T>(most);
        while (chosen.Count < most)
        {
            var best = 0;
            var bestScore = (Seen: int.MaxValue, Sum: int.MaxValue);
            for (var i = 0; i < rest.Count; i++)
            {
                var score = Score(rest[i].Traits, counts);
                if (score.CompareTo(bestScore) < 0)
                {
                    (best, bestScore) = (i, score);
                }
            }

            chosen.Add(rest[best].Item);
            for (var place = 0; place < rest[best].Traits.Length; place++)
            {
                var key = (place, rest[best].Traits[place]);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }

            rest.RemoveAt(best);
        }

        return chosen;
    }

    private static (int Seen, int Sum) Score(object?[] traits, Dictionary<(int Place, object? Value), int> counts)
    {
        var (seen, sum) = (0, 0);
        for (var place = 0; place < traits.Length; place++)
        {
            var count = counts.GetValueOrDefault((place, traits[place]));
            seen += count > 0 ? 1 : 0;
            sum += count;
        }

        return (seen, sum);
    }
}
