using System.Reflection;

namespace AdmissionGuard.Webhook;

/// <summary>The version of this program.</summary>
internal static class VersionText
{
    /// <summary>The version, without the commit.</summary>
    public static string Version { get; } = typeof(VersionText).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
