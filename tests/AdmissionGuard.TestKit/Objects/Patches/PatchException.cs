namespace AdmissionGuard.TestKit.Objects.Patches;

/// <summary>A patch that is well formed but does not fit the object it is for.</summary>
/// <param name="message">What does not fit, in one line.</param>
public sealed class PatchException(string message) : Exception(message);
