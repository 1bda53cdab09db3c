using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>The columns of nodes.</summary>
internal static class NodeColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static IReadOnlyList<Column> Of(Cells cells) =>
    [
        Cells.Name,
        new("Status", node => Status(node)),
        new("Roles", node => Cells.Joined(Roles(node))),
        cells.Age,
        new("Version", Cells.At("status.nodeInfo.kubeletVersion")),
        new("Internal-IP", node => Address(node, "InternalIP"), 1),
        new("External-IP", node => Address(node, "ExternalIP"), 1),
        new("OS-Image", node => OrUnknown(node, "status.nodeInfo.osImage"), 1),
        new("Kernel-Version", node => OrUnknown(node, "status.nodeInfo.kernelVersion"), 1),
        new("Container-Runtime", node => OrUnknown(node, "status.nodeInfo.containerRuntimeVersion"), 1),
    ];

    private static string Status(JsonObject node)
    {
        var ready = Cells.Items(node["status"]?["conditions"])
            .FirstOrDefault(condition => Cells.Text(condition["type"]) == "Ready");
        var status = ready is null ? "Unknown" : Cells.Text(ready["status"]) == "True" ? "Ready" : "NotReady";
        return (bool?)node["spec"]?["unschedulable"] == true ? $"{status},SchedulingDisabled" : status;
    }

    private static IEnumerable<string> Roles(JsonObject node) => (node["metadata"]?["labels"] as JsonObject ?? [])
        .Where(label => label.Key.StartsWith(RolePrefix, StringComparison.Ordinal))
        .Select(label => label.Key[RolePrefix.Length..])
        .Order(StringComparer.Ordinal);

    private static string Address(JsonObject node, string type) => Cells.Joined(Cells.Items(node["status"]?["addresses"])
        .Where(address => Cells.Text(address["type"]) == type)
        .Select(address => Cells.Text(address["address"]))
        .Take(1));

    private static string OrUnknown(JsonObject node, string path) =>
        Cells.Text(Cells.Find(node, path)) is { Length: > 0 } text ? text : "<unknown>";
}
