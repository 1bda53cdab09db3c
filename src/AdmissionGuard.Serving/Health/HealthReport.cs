using System.Text;

namespace AdmissionGuard.Serving.Health;

/// <summary>The answer of a probe, in the form of Kubernetes' own servers.</summary>
/// <param name="IsOk">Whether every check is.</param>
/// <param name="Text">What is answered.</param>
internal sealed record HealthReport(bool IsOk, string Text)
{
    /// <summary>Looks at all checks.</summary>
    /// <param name="probe">Which probe asks: <c>readyz</c>.</param>
    /// <param name="checks">The checks, in the order in which they are shown.</param>
    /// <param name="isVerbose">Whether every check is shown, also when all is well.</param>
    public static HealthReport Of(string probe, IReadOnlyList<HealthCheck> checks, bool isVerbose)
    {
        var isOk = true;
        var text = new StringBuilder();
        foreach (var check in checks)
        {
            var result = check.Look();
            isOk &= result.IsOk;
            var detail = result.Detail.Length == 0 ? "" : $": {result.Detail}";
            text.Append(result.IsOk ? $"[+]{check.Name} ok{detail}\n" : $"[-]{check.Name} failed{detail}\n");
        }

        return new HealthReport(isOk, isOk && !isVerbose ? "ok" : text.Append($"{probe} check {(isOk ? "passed" : "failed")}\n").ToString());
    }
}
