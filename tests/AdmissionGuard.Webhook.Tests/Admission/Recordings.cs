namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>AdmissionReviews as a real API server sent them. They are no part of this repository.</summary>
internal static class Recordings
{
    private const string Shared = "ADMISSION_GUARD_SHARED";

    /// <summary>The folder; where it is not, the test is skipped and says why.</summary>
    public static string Folder()
    {
        var shared = Environment.GetEnvironmentVariable(Shared) is { Length: > 0 } given ? given : Path.Combine(Root(), "..", "shared");
        var folder = Path.GetFullPath(Path.Combine(shared, "recorded", "admission"));
        Assert.SkipUnless(Directory.Exists(folder), $"no recorded requests at {folder}; name the folder two above it in {Shared}");
        return folder;
    }

    /// <summary>One of them.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder(), $"{name}.json"));

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AdmissionGuard.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"no AdmissionGuard.sln above {AppContext.BaseDirectory}");
        }

        return directory.FullName;
    }
}
