namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// Finds programs. .NET would look beside this program and in the current directory first, and run what somebody has put there.
/// </summary>
internal static class Executables
{
    // Batch files are left out: their arguments go through a shell.
    private static readonly string[] Endings = OperatingSystem.IsWindows() ? [".exe", ""] : [""];

    /// <summary>The full path of a program; null when no directory of <paramref name="path"/> has it.</summary>
    public static string? Find(string name, string path) => path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathRooted)
        .SelectMany(directory => Endings.Select(ending => Path.Combine(directory, name + ending)))
        .FirstOrDefault(IsOne);

    /// <summary>Whether there is a file that may be run.</summary>
    public static bool IsOne(string path)
    {
        const UnixFileMode Any = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Any) != UnixFileMode.None);
    }
}
