namespace AdmissionGuard.Cli.Rendering.Reports;

/// <summary>A kind of report that other tools read in the cluster.</summary>
/// <param name="ApiVersion">Its group and version.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Resource">The resource, in the plural and small letters.</param>
internal sealed record ReportKind(string ApiVersion, string Kind, string Resource)
{
    /// <summary>OpenReports (https://openreports.io), which follows on PolicyReport.</summary>
    public static ReportKind OpenReports { get; } = new("openreports.io/v1alpha1", "Report", "reports");

    /// <summary>The policy working group's.</summary>
    public static ReportKind PolicyReport { get; } = new("wgpolicyk8s.io/v1alpha2", "PolicyReport", "policyreports");

    /// <summary>Its group: <c>openreports.io</c>.</summary>
    public string Group => ApiVersion.Split('/')[0];

    /// <summary>The name of its CustomResourceDefinition: <c>reports.openreports.io</c>.</summary>
    public string Definition => $"{Resource}.{Group}";
}
