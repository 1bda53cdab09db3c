namespace AdmissionGuard.Cli.Tests;

/// <summary>The files of this repository that people read, and the program that they tell of.</summary>
internal static class Repository
{
    private const string Shared = "ADMISSION_GUARD_SHARED";

    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Whether files that hold the program's output are written anew instead of compared.</summary>
    public static bool UpdatesFixtures => Environment.GetEnvironmentVariable("UPDATE_FIXTURES") == "1";

    /// <summary>The full path of a file, given from the root.</summary>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>A folder of <c>tests/fixtures</c>.</summary>
    public static string Fixtures(string name) => Path.Combine(Root, "tests", "fixtures", name);

    /// <summary>
    /// A file or folder of the corpus of real input. It is not part of this repository: where it is not, the test is skipped and says why.
    /// </summary>
    public static string Corpus(params string[] path)
    {
        var shared = Environment.GetEnvironmentVariable(Shared) is { Length: > 0 } given ? given : Path.GetFullPath(PathOf("../shared"));
        var corpus = Path.Combine(shared, "corpus");
        Assert.SkipUnless(Directory.Exists(corpus), $"no corpus of real input at {corpus}; name the folder above it in {Shared}");
        return Path.Combine([corpus, .. path]);
    }

    /// <summary>A file's text with <c>\n</c> at the end of each line.</summary>
    public static string Read(string path) => File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n");

    /// <summary>Runs the program as if in the root, with everything it prints in the order in which it does.</summary>
    public static (int ExitCode, string Printed) Run(params string[] args)
    {
        using var printed = new MemoryStream();
        using var error = new StreamWriter(printed) { AutoFlush = true };
        // Tests run side by side and share one current directory, so that paths are made absolute here and relative again below.
        var full = args.Select(arg => arg.StartsWith("samples/", StringComparison.Ordinal) ? PathOf(arg) : arg);
        var exitCode = CommandLine.Run([.. full], new Terminal(printed, error, Stream.Null, IsColoured: false) { Directory = Root });
        var text = System.Text.Encoding.UTF8.GetString(printed.ToArray()).ReplaceLineEndings("\n");
        return (exitCode, text.Replace(Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    /// <summary>Fails when a file does not hold a text, or makes it hold it.</summary>
    public static void Holds(string path, string text)
    {
        if (UpdatesFixtures)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
            File.WriteAllText(PathOf(path), text);
        }

        Assert.True(File.Exists(PathOf(path)), $"{path} does not exist: run the tests with UPDATE_FIXTURES=1 and look at what they write.");
        Assert.Equal(text, Read(path));
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AdmissionGuard.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"no AdmissionGuard.sln above {AppContext.BaseDirectory}");
        }

        return directory.FullName;
    }
}
