using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>
/// An object by which the API server calls pods while it answers requests: a ValidatingWebhookConfiguration, a MutatingWebhookConfiguration
/// or an APIService.
/// </summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name; it belongs to no namespace.</param>
/// <param name="Targets">The Services that are called; those that are called by URL are no pods of the cluster.</param>
public sealed record ApiCallout(string Kind, string Name, ImmutableArray<CalloutTarget> Targets);

/// <summary>A Service that the API server calls.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Port">The Service's port, over TCP.</param>
/// <param name="FailsRequests">
/// Whether requests fail when it cannot be called: <c>failurePolicy: Fail</c>, and every aggregated API; otherwise they go on without it.
/// </param>
public sealed record CalloutTarget(ObjectKey Service, int Port, bool FailsRequests);
