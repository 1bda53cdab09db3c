namespace AdmissionGuard.Enforcement.Tests;

/// <summary>Files of this repository, and of what may stand beside it.</summary>
internal static class Repository
{
    private const string Shared = "ADMISSION_GUARD_SHARED";

    private static readonly string Root = Find();

    /// <summary>A file by its path from the root.</summary>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>Real input that stands beside this repository: where it is not, the test is skipped and says why.</summary>
    public static string Corpus(string path)
    {
        var shared = Environment.GetEnvironmentVariable(Shared) is { Length: > 0 } given ? given : Path.GetFullPath(PathOf("../shared"));
        var corpus = Path.Combine(shared, "corpus");
        Assert.SkipUnless(Directory.Exists(corpus), $"no corpus of real input at {corpus}; name the folder above it in {Shared}");
        return Path.Combine(corpus, path);
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AdmissionGuard.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("no AdmissionGuard.sln above the tests");
        }

        return directory.FullName;
    }
}
