using System.Collections.Concurrent;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>An annotation of a request's audit event.</summary>
/// <param name="RequestUid">The review's uid.</param>
/// <param name="Key">The webhook's name, a slash, and the key that it gave; or the API server's own key.</param>
/// <param name="Value">The text.</param>
public sealed record AuditAnnotation(string RequestUid, string Key, string Value);

/// <summary>What would stand in the audit log: the annotations that webhooks gave, and which of them failed open.</summary>
public sealed class AuditLog
{
    private readonly ConcurrentQueue<AuditAnnotation> _annotations = [];

    /// <summary>All of them, in the order in which they came.</summary>
    public IReadOnlyList<AuditAnnotation> Annotations => [.. _annotations];

    internal void Add(AuditAnnotation annotation) => _annotations.Enqueue(annotation);
}
