namespace AdmissionGuard.Cli;

/// <summary>Somebody was asked and did not answer: nothing is known, and nothing was wrong with the question. One line that says where to look.</summary>
internal sealed class UnansweredException(string message) : Exception(message);
