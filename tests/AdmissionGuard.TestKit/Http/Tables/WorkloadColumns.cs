using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>The columns of what makes pods.</summary>
internal static class WorkloadColumns
{
    public static IReadOnlyList<Column> Deployment(Cells cells) =>
    [
        Cells.Name,
        new("Ready", node => $"{Number(node, "status.readyReplicas")}/{Number(node, "spec.replicas")}"),
        Count("Up-to-date", "status.updatedReplicas"),
        Count("Available", "status.availableReplicas"),
        cells.Age,
        .. Template(),
    ];

    public static IReadOnlyList<Column> ReplicaSet(Cells cells) =>
    [
        Cells.Name,
        Count("Desired", "spec.replicas"),
        Count("Current", "status.replicas"),
        Count("Ready", "status.readyReplicas"),
        cells.Age,
        .. Template(),
    ];

    public static IReadOnlyList<Column> StatefulSet(Cells cells) =>
    [
        Cells.Name,
        new("Ready", node => $"{Number(node, "status.readyReplicas")}/{Number(node, "spec.replicas")}"),
        cells.Age,
        .. Template()[..2],
    ];

    public static IReadOnlyList<Column> DaemonSet(Cells cells) =>
    [
        Cells.Name,
        Count("Desired", "status.desiredNumberScheduled"),
        Count("Current", "status.currentNumberScheduled"),
        Count("Ready", "status.numberReady"),
        Count("Up-to-date", "status.updatedNumberScheduled"),
        Count("Available", "status.numberAvailable"),
        new("Node Selector", node => Cells.Joined((Cells.Find(node, "spec.template.spec.nodeSelector") as JsonObject ?? [])
            .Select(pair => $"{pair.Key}={Cells.Text(pair.Value)}"))),
        cells.Age,
        .. Template(),
    ];

    private static Column[] Template() =>
    [
        new("Containers", node => Cells.Joined(Containers(node).Select(container => Cells.Text(container["name"]))), 1),
        new("Images", node => Cells.Joined(Containers(node).Select(container => Cells.Text(container["image"]))), 1),
        new("Selector", node => SelectorText.Of(node["spec"]?["selector"] as JsonObject), 1),
    ];

    private static IEnumerable<JsonObject> Containers(JsonObject node) =>
        Cells.Items(Cells.Find(node, "spec.template.spec.containers"));

    private static Column Count(string name, string path) => new(name, "integer", 0, node => Number(node, path));

    private static int Number(JsonObject node, string path) => (int?)Cells.Find(node, path) ?? 0;
}
