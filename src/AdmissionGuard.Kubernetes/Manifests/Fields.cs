namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// The fields of a value that somebody will read; the rest is skipped without building it. Lists are transparent: what is wanted of a
/// list is wanted of each item.
/// </summary>
internal sealed class Fields
{
    private readonly Dictionary<string, Fields>? _under;

    private Fields(Dictionary<string, Fields>? under) => _under = under;

    /// <summary>Every field.</summary>
    public static Fields All { get; } = new(under: null);

    /// <summary>No field.</summary>
    public static Fields None { get; } = new([]);

    /// <summary>Fields given by their paths (<c>spec.containers.ports</c>), each with everything beneath it.</summary>
    public static Fields Of(params IEnumerable<string> paths) => new(paths
        .Select(path => path.Split('.', 2))
        .GroupBy(parts => parts[0], StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key,
            group => group.Any(parts => parts.Length == 1) ? All : Of(group.Select(parts => parts[1])),
            StringComparer.Ordinal));

    /// <summary>What is wanted of a field; null when nothing is.</summary>
    public Fields? Under(string key) => _under is null ? All : _under.GetValueOrDefault(key);
}
