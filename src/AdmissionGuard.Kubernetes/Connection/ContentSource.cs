using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>A certificate, key or token: a file that may be written anew at any time, or data that stands in the settings.</summary>
public sealed class ContentSource
{
    private readonly byte[]? _data;

    private ContentSource(string name, string? path, byte[]? data)
    {
        Name = name;
        Path = path;
        _data = data;
    }

    /// <summary>What messages call it: the place of the setting, followed by the path when it is a file.</summary>
    public string Name { get; }

    /// <summary>The file; null for data.</summary>
    public string? Path { get; }

    /// <summary>A file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="setting">Where it is named.</param>
    internal static ContentSource OfFile(string path, string setting) => new(OneLine.Of($"{setting}: {path}"), path, null);

    /// <summary>Data that never changes.</summary>
    /// <param name="data">The content itself.</param>
    /// <param name="setting">Where it stands.</param>
    internal static ContentSource OfData(byte[] data, string setting) => new(OneLine.Of(setting), null, data);

    /// <summary>The content as it is now.</summary>
    /// <exception cref="ConnectionException">The file cannot be read.</exception>
    internal byte[] Read() => _data ?? FileReads.All(Path!, Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
