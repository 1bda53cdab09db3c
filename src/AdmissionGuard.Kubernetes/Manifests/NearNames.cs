namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Guesses what somebody meant who has mistyped a name.</summary>
public static class NearNames
{
    private const int Shown = 3;

    /// <summary><c> (did you mean shop/web, shop/wed or shop/ben?)</c>, or nothing when no name is near.</summary>
    /// <param name="wanted">What was written.</param>
    /// <param name="names">What there is.</param>
    /// <param name="significant">The part of a name that is compared; the whole when left out.</param>
    public static string Hint(string wanted, IEnumerable<string> names, Func<string, string>? significant = null)
    {
        var near = names.Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Distance(wanted, significant is null ? name : significant(name))))
            .Where(item => item.Distance <= Farthest(wanted))
            .OrderBy(item => item.Distance).ThenBy(item => item.Name, StringComparer.Ordinal)
            .Take(Shown).ToList();

        // What is much farther than the nearest only hides it.
        var best = near.Where(item => item.Distance <= near[0].Distance + 1).Select(item => item.Name).ToList();
        return best.Count == 0 ? "" : $" (did you mean {Alternatives(best)}?)";
    }

    private static string Alternatives(List<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}";

    private static int Farthest(string wanted) => Math.Max(2, wanted.Length / 4);

    // A name of which another is the beginning is near it: people leave out the hash of a pod.
    private static int Distance(string wanted, string name)
    {
        if (wanted.Length > 0 && name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
        {
            return name.Length == wanted.Length ? 0 : 1;
        }

        // Most names of a large cluster are too long or too short to be looked at any closer.
        return Math.Abs(wanted.Length - name.Length) > Farthest(wanted) ? int.MaxValue : Edits(wanted, name);
    }

    private static int Edits(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                (diagonal, row[j]) = (row[j], same ? diagonal : 1 + Math.Min(diagonal, Math.Min(row[j], row[j - 1])));
            }
        }

        return row[right.Length];
    }
}
