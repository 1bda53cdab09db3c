using System.Text.Json.Nodes;
using AdmissionGuard.TestKit;

namespace AdmissionGuard.Load;

/// <summary>What an API server saw of the companion.</summary>
internal static class CompanionStats
{
    /// <summary>Counts.</summary>
    public static JsonObject Of(ApiServer server)
    {
        var requests = server.Requests.All;
        var probes = requests.Where(request => request.Path.Contains("/nodeprobes", StringComparison.Ordinal)).ToList();
        var watches = probes.Where(request => request.Path.Contains("watch=true", StringComparison.Ordinal)).ToLookup(
            request => request.Path.Contains("labelSelector=", StringComparison.Ordinal))[true].ToList();
        var checks = server.Store.Read(server.Served.All.Single(kind => kind.Plural == "enforcementchecks")).Objects.Select(item => item.ToNode()).ToList();
        return new JsonObject
        {
            ["watches"] = watches.Count,
            ["probeChanges"] = probes.Count(request => request.Method != "GET" && request.Status is 200 or 201),
            ["eventsToAgents"] = watches.Sum(request => request.Events),
            ["agentsInvolved"] = watches.Count(request => request.Events > 0),
            ["podsRead"] = requests.Count(request => request.Method == "GET" && request.Path.Contains("/pods/", StringComparison.Ordinal)),
            ["receipts"] = checks.Count,
            ["final"] = checks.Count(check => (string?)check["status"]?["phase"] == "Done"),
            ["withVerdict"] = checks.Count(check => check["status"]?["verdict"] is not null),
        };
    }
}
