namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>The API server answered, and not with what was asked for.</summary>
/// <param name="code">The HTTP status, or the <c>code</c> of a Status object.</param>
/// <param name="reason">The Status' <c>reason</c>, such as <c>Expired</c>; null when the answer was no Status.</param>
/// <param name="message">One line for people.</param>
/// <param name="retryAfter">How long the server asks to wait; null when it does not.</param>
/// <param name="causes">The reasons of the Status' <c>details.causes</c>.</param>
public sealed class ApiException(
    int code, string? reason, string message, TimeSpan? retryAfter = null, IReadOnlyList<string>? causes = null) : Exception(message)
{
    /// <summary>The HTTP status, or the <c>code</c> of a Status object.</summary>
    public int Code { get; } = code;

    /// <summary>The Status' <c>reason</c>, such as <c>Expired</c>; null when the answer was no Status.</summary>
    public string? Reason { get; } = reason;

    /// <summary>How long the server asks to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The reasons of the Status' <c>details.causes</c>, such as <c>ResourceVersionTooLarge</c>.</summary>
    public IReadOnlyList<string> Causes { get; } = causes ?? [];
}
