using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Live;

/// <summary>Whom the API server calls, as far as it may be read.</summary>
/// <param name="Callouts">Those who are known.</param>
/// <param name="Refused">The resources that may not be listed: <c>apiservices</c>.</param>
public sealed record CalloutReading(ImmutableArray<ApiCallout> Callouts, ImmutableArray<string> Refused)
{
    /// <summary>What a review that is judged by it cannot know, in one sentence; null when nothing is missing.</summary>
    public string? Note => Refused is [.. var others, var last]
        ? "not judged whether the API server still reaches its webhooks and aggregated APIs: the API server does not let this user list "
            + (others is [] ? last : $"{string.Join(", ", others)} and {last}")
        : null;
}
