using System.Reflection;
using System.Runtime.InteropServices;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>How operators find this program in audit logs and in flow control: <c>admission-guard/0.1.0 (linux/amd64)</c>.</summary>
internal static class UserAgent
{
    public static string Text { get; } = $"admission-guard/{Version()} ({System()}/{Architecture()})";

    private static string Version() => typeof(UserAgent).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string System() =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    // As Go names them, so that ours read like kubectl's.
    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        global::System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
