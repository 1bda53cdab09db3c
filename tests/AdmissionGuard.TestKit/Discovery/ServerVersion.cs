using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>What <c>/version</c> answers. A kubectl may be a dispatcher that starts the client that fits it.</summary>
/// <param name="Major">As in 1.</param>
/// <param name="Minor">As in 36.</param>
/// <param name="Patch">As in 2.</param>
public sealed record ServerVersion(int Major, int Minor, int Patch)
{
    internal JsonObject ToJson() => new()
    {
        ["major"] = $"{Major}",
        ["minor"] = $"{Minor}",
        ["emulationMajor"] = $"{Major}",
        ["emulationMinor"] = $"{Minor}",
        ["minCompatibilityMajor"] = $"{Major}",
        ["minCompatibilityMinor"] = $"{Minor - 1}",
        ["gitVersion"] = $"v{Major}.{Minor}.{Patch}",
        ["gitCommit"] = "98b35193b2ac7a23a673325f5e9b830ecd5ba406",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-11-21T22:31:55Z",
        ["goVersion"] = "go1.26.10",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };
}
