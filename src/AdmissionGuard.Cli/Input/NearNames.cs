namespace AdmissionGuard.Cli.Input;

/// <summary>Guesses what somebody meant who has mistyped a name.</summary>
internal static class NearNames
{
    private const int Shown = 3;

    /// <summary><c>; did you mean shop/web, shop/wed or shop/ben?</c>, or nothing when no name is near.</summary>
    public static string Hint(string wanted, IEnumerable<string> names)
    {
        var near = names.Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Distance(wanted, name)))
            .Where(item => item.Distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(item => item.Distance).ThenBy(item => item.Name, StringComparer.Ordinal)
            .Take(Shown).Select(item => item.Name).ToList();
        return near.Count == 0 ? "" : $"; did you mean {Alternatives(near)}?";
    }

    private static string Alternatives(List<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}";

    // A name that is a part of another is near it: people leave out the hash of a pod and the kind of a workload.
    private static int Distance(string wanted, string name)
    {
        if (name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        // More than this is not looked at, so that a cluster of 150,000 pods does not cost 150,000 tables.
        return Math.Abs(wanted.Length - name.Length) > Math.Max(2, wanted.Length / 3) ? int.MaxValue : Edits(wanted, name);
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
