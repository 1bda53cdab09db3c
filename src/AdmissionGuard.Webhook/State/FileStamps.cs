using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Webhook.State;

/// <summary>
/// Which files there are, how long, and from when. Dumps of clusters have hundreds of megabytes: to read them each time only to see that
/// they are the same would cost more than the webhook itself.
/// </summary>
/// <param name="Text">A line for each file.</param>
internal sealed record FileStamps(string Text)
{
    /// <summary>The stamps of what paths stand for.</summary>
    /// <exception cref="SettingException">There is no such path.</exception>
    public static FileStamps Of(IReadOnlyList<string> paths)
    {
        try
        {
            return new FileStamps(string.Join('\n', SourceFiles.Find(paths, Stream.Null).Select(file => ReadFailures.Guard(file.Name, () => Of(file.Name)))));
        }
        catch (ManifestException e)
        {
            throw new SettingException(e.Message, e);
        }
    }

    // Of the opened file, because the length and the time of a link are its own.
    private static string Of(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return $"{path} {RandomAccess.GetLength(file)} {File.GetLastWriteTimeUtc(file).Ticks}";
    }
}
