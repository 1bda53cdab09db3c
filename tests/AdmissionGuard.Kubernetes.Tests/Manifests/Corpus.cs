namespace AdmissionGuard.Kubernetes.Tests.Manifests;

/// <summary>
/// Recorded clusters, which lie beside the repository on some machines and are no part of it; ADMISSION_GUARD_SHARED says so where they
/// lie elsewhere.
/// </summary>
internal static class Corpus
{
    /// <summary>The directory of the recordings; a test that asks for it is skipped where there is none.</summary>
    public static string Root
    {
        get
        {
            var root = Find();
            Assert.SkipWhen(root is null, "no recorded clusters: there is no ../shared/corpus beside the repository");
            return root!;
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ADMISSION_GUARD_SHARED") is { Length: > 0 } shared)
        {
            return Path.GetFullPath(Path.Combine(shared, "corpus"));
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var corpus = Path.Combine(directory.FullName, "..", "shared", "corpus");
            if (File.Exists(Path.Combine(directory.FullName, "AdmissionGuard.sln")))
            {
                return Directory.Exists(corpus) ? Path.GetFullPath(corpus) : null;
            }
        }

        return null;
    }
}
