namespace AdmissionGuard.Cli.Rendering.Reports;

/// <summary>A kind of report that other tools read in the cluster.</summary>
/// <param name="ApiVersion">Its group and version.</param>
/// <param name="Kind">Its kind.</param>
internal sealed record ReportKind(string ApiVersion, string Kind)
{
    /// <summary>OpenReports (https://openreports.io), which follows on PolicyReport.</summary>
    public static ReportKind OpenReports { get; } = new("openreports.io/v1alpha1", "Report");

    /// <summary>The policy working group's.</summary>
    public static ReportKind PolicyReport { get; } = new("wgpolicyk8s.io/v1alpha2", "PolicyReport");
}
