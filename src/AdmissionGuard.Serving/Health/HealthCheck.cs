namespace AdmissionGuard.Serving.Health;

/// <summary>What a check has found.</summary>
/// <param name="IsOk">Whether all is well enough.</param>
/// <param name="Detail">One line for people; empty when there is nothing to say.</param>
internal sealed record CheckResult(bool IsOk, string Detail);

/// <summary>A named part of a process's health.</summary>
/// <param name="Name">Its name, in small letters.</param>
/// <param name="Look">Looks how it is; quick, and from any thread.</param>
internal sealed record HealthCheck(string Name, Func<CheckResult> Look);
