namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Says in the words of a shell why something cannot be read.</summary>
internal static class ReadFailures
{
    public static T Guard<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            var reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
                UnauthorizedAccessException => "permission denied",
                _ => "cannot be read",
            };
            throw new ManifestException($"{OneLine.Of(name)}: {reason}", e);
        }
    }
}
