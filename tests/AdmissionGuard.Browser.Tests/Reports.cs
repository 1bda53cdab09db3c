using System.Text;
using AdmissionGuard.Cli;

namespace AdmissionGuard.Browser.Tests;

/// <summary>Pages that the real command line has written.</summary>
internal sealed class Reports : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("admission-guard-pages-").FullName;

    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Writes a file below a folder that goes with this object.</summary>
    public string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>The page of a command; paths that begin with samples/ are the repository's.</summary>
    public string Of(params string[] args) => File("page.html", Text(args));

    /// <summary>What a command prints with <c>-o html</c>.</summary>
    public static string Text(params string[] args) => Print("html", args);

    /// <summary>What a command prints in a format.</summary>
    public static string Print(string format, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var full = args.Select(arg => arg.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Root, arg) : arg);
        var exitCode = CommandLine.Run([.. full, "-o", format], new Terminal(output, error, Stream.Null, IsColoured: false));
        Assert.True(exitCode is ExitCode.Success or ExitCode.Objection, error.ToString());
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>The change of the README: a template has rendered no ingress rules.</summary>
    public string Shop() => Of("review", "--cluster", "samples/shop", "--change", "samples/changes/01-template-renders-empty-ingress");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(directory.FullName, "AdmissionGuard.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"no AdmissionGuard.sln above {AppContext.BaseDirectory}");
        }

        return directory.FullName;
    }
}
