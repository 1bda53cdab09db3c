using AdmissionGuard.Kubernetes.Tests.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>What a real API server sent, which lies beside the repository on some machines and is no part of it.</summary>
internal static class Recordings
{
    /// <summary>The text of a recording; a test that asks for it is skipped where there is none.</summary>
    public static string Read(string name)
    {
        var path = Path.Combine(Corpus.Root, "..", "recorded", "watch", name);
        Assert.SkipUnless(File.Exists(path), "no recorded traffic: there is no ../shared/recorded beside the repository");
        return File.ReadAllText(path).ReplaceLineEndings("\n");
    }

    /// <summary>The lines of a recorded watch, which may have its headers before them.</summary>
    public static string[] Lines(string name)
    {
        var text = Read(name);
        var body = name.EndsWith(".http", StringComparison.Ordinal) ? text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..] : text;
        return body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
