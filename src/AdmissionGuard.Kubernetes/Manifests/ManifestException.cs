namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Input that cannot be read. The message is one line, <c>file:line:column: field path: what is wrong; what to do</c>; parts that do not
/// exist are left out.
/// </summary>
public sealed class ManifestException : Exception
{
    /// <summary>An exception without a message.</summary>
    public ManifestException()
    {
    }

    /// <summary>An exception with its one line.</summary>
    public ManifestException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with its one line and what caused it.</summary>
    public ManifestException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
