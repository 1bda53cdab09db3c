using AdmissionGuard.Serving;

namespace AdmissionGuard.Webhook;

/// <summary>The version of this program.</summary>
internal static class VersionText
{
    /// <summary>The version, without the commit.</summary>
    public static string Version { get; } = ProgramVersion.Of(typeof(VersionText).Assembly);
}
