using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Why everything is listed again.</summary>
public enum RelistReason
{
    /// <summary>The server no longer knows, or does not know yet, the version to watch from.</summary>
    Expired,

    /// <summary>An event could not be decoded: what it said may be missing.</summary>
    Undecodable,

    /// <summary>The server kept on failing.</summary>
    ServerError,

    /// <summary>The server refused the watch, for want of a permission for example.</summary>
    Refused,
}

/// <summary>What to do after a failure: wait, and then watch on from the same version or list everything again.</summary>
/// <param name="Relist">Why to list; null to watch on.</param>
/// <param name="Wish">How long the server asks to wait.</param>
/// <param name="Message">What went wrong, in one line.</param>
internal sealed record Recovery(RelistReason? Relist, TimeSpan? Wish, string Message)
{
    private const string TooLarge = "ResourceVersionTooLarge";

    // Longer than a rolling restart of an API server, shorter than the age at which denials turn into warnings (180 s).
    private static readonly TimeSpan ServerErrorPatience = TimeSpan.FromMinutes(1);

    /// <summary>The server has answered, and the answer is no: it may stay so for good.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether the server has no such resource or does not let us have it.</summary>
    public static bool IsRefused(Exception e) => e is ApiException { Code: 403 or 404 };

    /// <summary>
    /// Whether this is something that a server, a network or a source of credentials does, and no mistake of ours. A request that is
    /// cancelled although nobody here asked for it took too long to connect.
    /// </summary>
    public static bool IsFailure(Exception e) => e is ApiException or ConnectionException or HttpRequestException or IOException
        or InvalidDataException or TimeoutException or OperationCanceledException;

    /// <summary>Whether the server itself failed, which it may or may not get over.</summary>
    public static bool IsServerError(Exception e) => e is ApiException { Code: >= 500 };

    /// <summary>What to do about a failure.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="failingFor">For how long the server has answered with nothing but errors of its own.</param>
    public static Recovery Of(Exception e, TimeSpan failingFor) => e switch
    {
        ApiException { Code: 410 } or ApiException { Reason: "Expired" or "Gone" } => Relisting(RelistReason.Expired, e),
        ApiException api when api.Causes.Contains(TooLarge, StringComparer.Ordinal) => Relisting(RelistReason.Expired, e),
        ApiException { Code: 429 } => Waiting(e),
        ApiException { Code: >= 500 } when failingFor >= ServerErrorPatience => Relisting(RelistReason.ServerError, e),
        ApiException { Code: >= 500 } => Waiting(e),
        ApiException => Relisting(RelistReason.Refused, e),
        InvalidDataException => Relisting(RelistReason.Undecodable, e),
        _ => Waiting(e),
    };

    private static Recovery Waiting(Exception e) => new(null, (e as ApiException)?.RetryAfter, OneLine.Of(e.Message));

    private static Recovery Relisting(RelistReason reason, Exception e) =>
        new(reason, (e as ApiException)?.RetryAfter, OneLine.Of(e.Message));
}
