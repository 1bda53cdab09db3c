namespace AdmissionGuard.Verifier.Tests;

/// <summary>The repository's own files.</summary>
internal static class Repository
{
    public static string Root { get; } = Search();

    public static string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Fails when a file does not hold a text; with UPDATE_FIXTURES=1 makes it hold it.</summary>
    public static void Holds(string name, string text)
    {
        var full = PathOf(name);
        if (Environment.GetEnvironmentVariable("UPDATE_FIXTURES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        Assert.True(File.Exists(full), $"{name} does not exist: run the tests with UPDATE_FIXTURES=1 and look at what they write.");
        Assert.Equal(File.ReadAllText(full).ReplaceLineEndings("\n"), text);
    }

    private static string Search()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdmissionGuard.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests do not run within the repository");
    }
}
