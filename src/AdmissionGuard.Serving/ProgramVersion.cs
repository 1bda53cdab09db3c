using System.Reflection;

namespace AdmissionGuard.Serving;

/// <summary>The version of a program.</summary>
internal static class ProgramVersion
{
    /// <summary>The version, without the commit.</summary>
    public static string Of(Assembly program) =>
        program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
