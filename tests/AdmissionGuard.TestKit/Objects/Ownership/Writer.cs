namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>Who writes, in which version, and when.</summary>
/// <param name="Manager">The request's <c>fieldManager</c>, else its User-Agent up to the first slash.</param>
/// <param name="ApiVersion">Such as <c>networking.k8s.io/v1</c>.</param>
/// <param name="Subresource">Such as <c>status</c>; empty for the object itself.</param>
/// <param name="Time">Now, as Kubernetes writes it: <c>2026-01-01T00:00:00Z</c>.</param>
public sealed record Writer(string Manager, string ApiVersion, string Subresource, string Time);
