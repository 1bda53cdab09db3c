namespace AdmissionGuard.Kubernetes.Manifests.Editing;

/// <summary>A text that cannot be edited safely.</summary>
/// <param name="message">Why, and what to do: the end of a sentence that begins with the file.</param>
internal sealed class UneditableException(string message) : Exception(message);
