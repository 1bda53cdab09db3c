namespace AdmissionGuard.Webhook.Tests;

/// <summary>Files of this repository that tests compare with.</summary>
internal static class Repository
{
    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Fails when a file, given from the root, does not hold a text; with UPDATE_FIXTURES=1 makes it hold it.</summary>
    public static void Holds(string path, string text)
    {
        var full = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_FIXTURES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        Assert.True(File.Exists(full), $"{path} does not exist: run the tests with UPDATE_FIXTURES=1 and look at what they write.");
        Assert.Equal(File.ReadAllText(full).ReplaceLineEndings("\n"), text);
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
