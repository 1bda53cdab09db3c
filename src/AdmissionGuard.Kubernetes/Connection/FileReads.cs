namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Reads files that settings name, and says in one line why that does not work.</summary>
internal static class FileReads
{
    // A kubeconfig of a thousand clusters has some 10 MiB. Whatever is larger is none, and no certificate either.
    private const long MaxBytes = 64 << 20;

    /// <summary>All of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the message calls it.</param>
    public static byte[] All(string path, string name)
    {
        if (Directory.Exists(path))
        {
            throw new ConnectionException($"{name}: is a directory; name a file in it");
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return !stream.CanSeek || stream.Length <= MaxBytes
                ? ToEnd(stream)
                : throw new ConnectionException($"{name}: larger than {MaxBytes >> 20} MiB; is it the right file?");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConnectionException($"{name}: {Reason(e)}", e);
        }
    }

    // A pipe, as <(...) gives one, does not know its length.
    private static byte[] ToEnd(FileStream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file; correct the path",
        UnauthorizedAccessException => "permission denied; run as a user who may read it",
        _ => "cannot be read; check the path",
    };
}
