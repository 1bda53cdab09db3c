namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// Settings that lead to no API server. The message is one line that names the file and the field and says what to do; it holds no
/// secret.
/// </summary>
public sealed class ConnectionException : Exception
{
    /// <summary>An exception without a message.</summary>
    public ConnectionException()
    {
    }

    /// <summary>An exception with its one line.</summary>
    public ConnectionException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with its one line and what caused it.</summary>
    public ConnectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
