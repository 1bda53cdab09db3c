using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>The columns of pods, as <c>printPod</c> in kube-apiserver makes them, without its words for init containers.</summary>
internal static class PodColumns
{
    public static IReadOnlyList<Column> Of(Cells cells) =>
    [
        Cells.Name,
        new("Ready", node => Ready(node)),
        new("Status", Status),
        new("Restarts", node => Statuses(node).Sum(status => (int?)status["restartCount"] ?? 0).ToString()),
        cells.Age,
        new("IP", node => OrNone(Cells.Text(Cells.Find(node, "status.podIP"))), 1),
        new("Node", node => OrNone(Cells.Text(Cells.Find(node, "spec.nodeName"))), 1),
        new("Nominated Node", node => OrNone(Cells.Text(Cells.Find(node, "status.nominatedNodeName"))), 1),
        new("Readiness Gates", node => GatesText(node), 1),
    ];

    private static string Ready(JsonObject node) =>
        $"{Statuses(node).Count(status => (bool?)status["ready"] ?? false)}/{Cells.Items(node["spec"]?["containers"]).Count()}";

    private static JsonNode Status(JsonObject node)
    {
        if (node["metadata"]?["deletionTimestamp"] is not null)
        {
            return "Terminating";
        }

        // Waiting and terminated containers speak for the pod; the first one that has something to say wins.
        var reasons = Statuses(node).Reverse().Select(status => Cells.Text(
            Cells.Find(status, "state.waiting.reason") ?? Cells.Find(status, "state.terminated.reason")));
        var reason = reasons.LastOrDefault(text => text.Length > 0) ?? Cells.Text(Cells.Find(node, "status.reason"));
        return reason.Length > 0 ? reason : Cells.Text(Cells.Find(node, "status.phase"));
    }

    private static IEnumerable<JsonObject> Statuses(JsonObject node) => Cells.Items(node["status"]?["containerStatuses"]);

    private static string GatesText(JsonObject node)
    {
        var gates = Cells.Items(node["spec"]?["readinessGates"]).Select(gate => Cells.Text(gate["conditionType"])).ToList();
        var met = Cells.Items(node["status"]?["conditions"])
            .Count(condition => gates.Contains(Cells.Text(condition["type"])) && Cells.Text(condition["status"]) == "True");
        return gates.Count == 0 ? "<none>" : $"{met}/{gates.Count}";
    }

    private static string OrNone(string text) => text.Length == 0 ? "<none>" : text;
}
