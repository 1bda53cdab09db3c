namespace AdmissionGuard.Cli.Publishing;

/// <summary>Reports cannot be written into the cluster. The message is one line that says what to do.</summary>
internal sealed class PublishingException(string message, Exception? inner = null) : Exception(message, inner);
