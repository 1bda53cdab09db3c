using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AdmissionGuard.TestKit.Kubectl;

/// <summary>Finds a kubectl that is new enough: older ones ask for what no server here answers.</summary>
public static partial class KubectlBinary
{
    /// <summary>Names a kubectl to use instead of searching for one.</summary>
    public const string Variable = "ADMISSION_GUARD_KUBECTL";

    private const int LeastMinor = 32;
    private static readonly Lazy<string?> Found = new(Search);

    /// <summary>Its path; null when there is none.</summary>
    public static string? Path => Found.Value;

    /// <summary>What to do when there is none.</summary>
    public static string Missing => $"no kubectl of v1.{LeastMinor} or newer: run eng/kubectl.sh, or name one in {Variable}";

    private static string? Search() => Candidates().FirstOrDefault(path => File.Exists(path) && IsNewEnough(path));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return [named];
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
        return [.. folders.Select(folder => System.IO.Path.Combine(folder, "kubectl")), .. Unpacked()];
    }

    // Where eng/kubectl.sh puts one, seen from the tests' own output folder.
    private static IEnumerable<string> Unpacked()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return System.IO.Path.Combine(folder.FullName, "artifacts", "kubectl", "usr", "bin", "kubectl");
        }
    }

    private static bool IsNewEnough(string path)
    {
        var home = Directory.CreateTempSubdirectory("kubectl-");
        try
        {
            var start = new ProcessStartInfo(path, ["version", "--client"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            start.Environment["HOME"] = home.FullName;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var version = ClientVersion().Match(process.StandardOutput.ReadToEnd());
            errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return version.Success && int.Parse(version.Groups["minor"].Value) >= LeastMinor;
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"^Client Version: v1\.(?<minor>\d+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex ClientVersion();
}
