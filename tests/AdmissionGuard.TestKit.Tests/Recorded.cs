using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Tests;

/// <summary>
/// What a real kube-apiserver sent. It is not part of this repository: where it is not, the test is skipped and says why.
/// </summary>
internal static class Recorded
{
    private const string Variable = "ADMISSION_GUARD_SHARED";

    private static readonly string Shared = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
        ? given
        : Path.GetFullPath(Path.Combine(Root(), "..", "shared"));

    /// <summary>Why there are no recordings; null when there are.</summary>
    public static string? WhyNot => Directory.Exists(Shared) ? null : $"no recordings at {Shared}; name their folder in {Variable}";

    /// <summary>The full path of a file or folder.</summary>
    public static string PathOf(params string[] path)
    {
        Assert.SkipUnless(WhyNot is null, WhyNot ?? "");
        return Path.Combine([Shared, "recorded", .. path]);
    }

    /// <summary>A JSON document.</summary>
    public static JsonObject Json(params string[] path) => JsonNode.Parse(File.ReadAllText(PathOf(path)))!.AsObject();

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
