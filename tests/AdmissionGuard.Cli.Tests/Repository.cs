namespace AdmissionGuard.Cli.Tests;

/// <summary>Finds what tests read: the fixtures of this repository, and the shared corpus that lies beside it.</summary>
internal static class Repository
{
    private const string Override = "ADMISSION_GUARD_SHARED";

    private static readonly Lazy<string> Root = new(() =>
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "AdmissionGuard.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new DirectoryNotFoundException($"no AdmissionGuard.sln above {AppContext.BaseDirectory}");
    });

    /// <summary>A folder of <c>tests/fixtures</c>.</summary>
    public static string Fixtures(string name) => Path.Combine(Root.Value, "tests", "fixtures", name);

    /// <summary>
    /// A file or folder of the corpus of real input. It is not part of this repository: where it is not, the test is skipped and says why.
    /// </summary>
    public static string Corpus(params string[] path)
    {
        var shared = Environment.GetEnvironmentVariable(Override) is { Length: > 0 } given
            ? given
            : Path.GetFullPath(Path.Combine(Root.Value, "..", "shared"));
        var corpus = Path.Combine(shared, "corpus");
        Assert.SkipUnless(Directory.Exists(corpus), $"no corpus of real input at {corpus}; name the folder above it in {Override}");
        return Path.Combine([corpus, .. path]);
    }
}
