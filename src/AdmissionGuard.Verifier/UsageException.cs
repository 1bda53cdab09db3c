namespace AdmissionGuard.Verifier;

/// <summary>The command line asks for something that cannot be had; the message is one line that says what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
