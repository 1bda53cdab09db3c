namespace AdmissionGuard.Cli.Html;

/// <summary>Gives each distinct value a number, in the order in which they come.</summary>
internal sealed class Table<T>(IEqualityComparer<T>? comparer = null)
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers = new(comparer);
    private readonly List<T> _values = [];

    /// <summary>The values, by their numbers.</summary>
    public IReadOnlyList<T> Values => _values;

    /// <summary>The number of a value.</summary>
    public int Number(T value)
    {
        if (!_numbers.TryGetValue(value, out var number))
        {
            _numbers[value] = number = _values.Count;
            _values.Add(value);
        }

        return number;
    }
}
