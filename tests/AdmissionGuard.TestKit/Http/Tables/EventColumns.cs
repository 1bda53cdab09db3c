using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>The columns of events.</summary>
internal static class EventColumns
{
    public static IReadOnlyList<Column> Of(Cells cells) =>
    [
        new("Last Seen", node => LastSeen(cells, node)),
        new("Type", Cells.At("type")),
        new("Reason", Cells.At("reason")),
        new("Object", node => $"{FirstOf(node, "involvedObject.kind").ToLowerInvariant()}/{FirstOf(node, "involvedObject.name")}"),
        new("Subobject", Cells.At("involvedObject.fieldPath"), 1),
        new("Source", node => Source(node), 1),
        new("Message", node => Cells.Text(node["message"]).Trim()),
        new("First Seen", node => FirstSeen(cells, node), 1),
        new("Count", node => node["count"] is { } count && (int)count > 0 ? Cells.Text(count) : "1", 1),
        new("Name", "string", 1, Cells.At("metadata.name")),
    ];

    private static string LastSeen(Cells cells, JsonObject node) =>
        cells.Ago(FirstOf(node, "series.lastObservedTime", "lastTimestamp", "firstTimestamp", "eventTime"));

    private static string FirstSeen(Cells cells, JsonObject node) => cells.Ago(FirstOf(node, "firstTimestamp", "eventTime"));

    private static string FirstOf(JsonObject node, params string[] paths) =>
        paths.Select(path => Cells.Text(Cells.Find(node, path))).FirstOrDefault(text => text.Length > 0) ?? "";

    private static string Source(JsonObject node)
    {
        var component = FirstOf(node, "source.component", "reportingComponent");
        var host = FirstOf(node, "source.host", "reportingInstance");
        return host.Length == 0 ? component : $"{component}, {host}";
    }
}
