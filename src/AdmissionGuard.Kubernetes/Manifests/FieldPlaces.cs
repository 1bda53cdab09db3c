using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Where the fields of policies stand in the files that they were read from. A file is looked through again when somebody first asks
/// about it, and once; its content is what was read, whatever has become of the file since.
/// </summary>
public sealed class FieldPlaces
{
    private readonly IReadOnlyDictionary<string, byte[]> _contents;
    private readonly Dictionary<string, Dictionary<Mark, SourceNode>> _files = new(StringComparer.Ordinal);

    internal FieldPlaces(IReadOnlyDictionary<string, byte[]> contents) => _contents = contents;

    /// <summary>Knows of no file.</summary>
    public static FieldPlaces None { get; } = new(new Dictionary<string, byte[]>());

    /// <summary>Where a field stands: its key, or the item of a list.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="field">The field's path, such as <c>spec.ingress[0].from[1]</c>; of an absent one the nearest parent is found.</param>
    /// <returns>The place; that of the policy itself where its file was not kept; null when the policy comes from no file.</returns>
    public ManifestPlace? Find(NetworkPolicy policy, string field)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Origin is not { IsFile: true } origin)
        {
            return null;
        }

        return In(origin.File)?.GetValueOrDefault(new Mark(origin.Line, origin.Column)) is { } node
            ? origin with { Line = node.Find(field).Mark.Line, Column = node.Find(field).Mark.Column }
            : origin;
    }

    private Dictionary<Mark, SourceNode>? In(string file)
    {
        if (!_files.TryGetValue(file, out var nodes) && _contents.TryGetValue(file, out var bytes))
        {
            _files[file] = nodes = FileContent.Nodes(bytes);
        }

        return nodes;
    }
}
