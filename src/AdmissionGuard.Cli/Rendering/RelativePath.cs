namespace AdmissionGuard.Cli.Rendering;

/// <summary>How files are named to programs that look for them in a checkout.</summary>
internal static class RelativePath
{
    /// <summary>A path relative to a directory where it lies beneath it, else the full path; with slashes.</summary>
    public static string Of(string file, string directory)
    {
        var path = Path.GetFullPath(file, directory);
        var relative = Path.GetRelativePath(directory, path);
        var isOutside = Path.IsPathRooted(relative) || relative.Split(Path.DirectorySeparatorChar)[0] == "..";
        return (isOutside ? path : relative).Replace(Path.DirectorySeparatorChar, '/');
    }
}
