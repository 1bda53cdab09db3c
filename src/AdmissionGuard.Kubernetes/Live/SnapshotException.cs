namespace AdmissionGuard.Kubernetes.Live;

/// <summary>The live cluster cannot be read. The message is one line that says what to do.</summary>
public sealed class SnapshotException : Exception
{
    /// <summary>An exception without a message.</summary>
    public SnapshotException()
    {
    }

    /// <summary>An exception with its one line.</summary>
    public SnapshotException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with its one line and what caused it.</summary>
    public SnapshotException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
