using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Webhook.Reloading;

/// <summary>What some files hold at one moment.</summary>
/// <param name="Contents">Their bytes, in the order in which the files were named.</param>
internal sealed record FileBytes(IReadOnlyList<byte[]> Contents)
{
    /// <summary>Reads files.</summary>
    /// <param name="names">What messages call a file, which is its option and its path: <c>--tls-cert /etc/tls.crt</c>.</param>
    /// <exception cref="SettingException">One of them cannot be read.</exception>
    public static FileBytes Read(params IReadOnlyList<(string Path, string Name)> names)
    {
        try
        {
            return new FileBytes([.. names.Select(file => FileReads.All(file.Path, file.Name))]);
        }
        catch (ConnectionException e)
        {
            throw new SettingException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public bool Equals(FileBytes? other) =>
        other is not null && Contents.Count == other.Contents.Count
        && Contents.Zip(other.Contents).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var content in Contents)
        {
            hash.AddBytes(content);
        }

        return hash.ToHashCode();
    }
}
