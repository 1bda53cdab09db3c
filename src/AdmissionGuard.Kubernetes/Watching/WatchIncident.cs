namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>What kind of thing happened.</summary>
public enum WatchIncidentKind
{
    /// <summary>A list or a watch failed; it will be tried again.</summary>
    Failed,

    /// <summary>An optional kind may not be listed or watched, or there is no such kind; it will be tried again.</summary>
    Refused,

    /// <summary>An object could not be decoded.</summary>
    Undecodable,

    /// <summary>The server sent something that is not known, and it was passed over.</summary>
    Ignored,

    /// <summary>Everything was listed.</summary>
    Listed,
}

/// <summary>Something that an operator may want to read in a log.</summary>
/// <param name="Resource">The resource: <c>pods</c>.</param>
/// <param name="Kind">What kind of thing happened.</param>
/// <param name="Message">One line.</param>
/// <param name="RetryIn">How long it waits before it tries again; null when it does not wait.</param>
public sealed record WatchIncident(string Resource, WatchIncidentKind Kind, string Message, TimeSpan? RetryIn = null);
