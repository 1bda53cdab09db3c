namespace AdmissionGuard.Cli.Rendering.Sarif;

/// <summary>How files are named in SARIF: as URIs (RFC 3986), relative to the directory of the run where they lie beneath it.</summary>
internal static class ArtifactUri
{
    public static (string Uri, bool IsRelative) Of(string file, string directory)
    {
        var path = RelativePath.Of(file, directory);
        return Path.IsPathRooted(path) ? ($"file://{(path[0] == '/' ? "" : "/")}{Escape(path)}", false) : (Escape(path), true);
    }

    // Each name by itself: a file may be called `100%.yaml` or `a#b.yaml`.
    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
