using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">The heading, which kubectl writes in capitals.</param>
/// <param name="Type">As in <c>string</c>.</param>
/// <param name="Priority">Above zero: shown only by <c>-o wide</c>.</param>
/// <param name="Cell">What stands in it.</param>
internal sealed record Column(string Name, string Type, int Priority, Func<JsonObject, JsonNode?> Cell)
{
    public Column(string name, Func<JsonObject, JsonNode?> cell, int priority = 0)
        : this(name, "string", priority, cell)
    {
    }
}

/// <summary>Makes the tables that <c>kubectl get</c> prints.</summary>
public sealed class TableMaker(TimeProvider time)
{
    /// <summary>A table of one object.</summary>
    public JsonObject Of(ResourceKind kind, StoredObject stored, TableDetail detail)
    {
        var version = new JsonObject { ["resourceVersion"] = stored.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var table = Empty(kind, version);
        table["rows"] = new JsonArray(Row(kind, stored, detail));
        return table;
    }

    /// <summary>A table whose rows are still to come.</summary>
    internal JsonObject Empty(ResourceKind kind, JsonObject metadata) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = metadata,
        ["columnDefinitions"] = new JsonArray([.. ColumnsOf(kind).Select(Definition)]),
    };

    /// <summary>One row.</summary>
    internal JsonObject Row(ResourceKind kind, StoredObject stored, TableDetail detail)
    {
        var node = ObjectViews.Whole(kind with { Renamed = [] }, stored);
        var row = new JsonObject { ["cells"] = new JsonArray([.. ColumnsOf(kind).Select(column => column.Cell(node))]) };
        switch (detail)
        {
            case TableDetail.Metadata:
                row["object"] = ObjectViews.MetadataOnly(stored);
                break;
            case TableDetail.Object:
                row["object"] = ObjectViews.Whole(kind, stored);
                break;
        }

        return row;
    }

    private static JsonObject Definition(Column column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Name == "Name" ? "name" : "",
        ["description"] = "",
        ["priority"] = column.Priority,
    };

    private IReadOnlyList<Column> ColumnsOf(ResourceKind kind)
    {
        var cells = new Cells(time);
        return kind.GroupResource switch
        {
            "namespaces" => [Cells.Name, new("Status", Cells.At("status.phase")), cells.Age],
            "pods" => PodColumns.Of(cells),
            "services" => ServiceColumns.Of(cells),
            "nodes" => NodeColumns.Of(cells),
            "networkpolicies.networking.k8s.io" =>
            [
                Cells.Name,
                new("Pod-Selector", node => SelectorText.Of(node["spec"]?["podSelector"] as JsonObject)),
                cells.Age,
            ],
            "events" or "events.events.k8s.io" => EventColumns.Of(cells),
            "configmaps" => [Cells.Name, new("Data", "integer", 0, Cells.CountOf("data", "binaryData")), cells.Age],
            "secrets" =>
                [Cells.Name, new("Type", Cells.At("type")), new("Data", "integer", 0, Cells.CountOf("data")), cells.Age],
            "leases.coordination.k8s.io" => [Cells.Name, new("Holder", Cells.At("spec.holderIdentity")), cells.Age],
            "deployments.apps" => WorkloadColumns.Deployment(cells),
            "replicasets.apps" => WorkloadColumns.ReplicaSet(cells),
            "statefulsets.apps" => WorkloadColumns.StatefulSet(cells),
            "daemonsets.apps" => WorkloadColumns.DaemonSet(cells),
            "customresourcedefinitions.apiextensions.k8s.io" =>
                [Cells.Name, new("Created At", "date", 0, Cells.At("metadata.creationTimestamp"))],
            "roles.rbac.authorization.k8s.io" or "clusterroles.rbac.authorization.k8s.io" =>
                [Cells.Name, new("Created At", "date", 0, Cells.At("metadata.creationTimestamp"))],
            "rolebindings.rbac.authorization.k8s.io" or "clusterrolebindings.rbac.authorization.k8s.io" =>
                [Cells.Name, new("Role", node => $"{node["roleRef"]?["kind"]}/{node["roleRef"]?["name"]}"), cells.Age],
            "validatingwebhookconfigurations.admissionregistration.k8s.io" =>
                [Cells.Name, new("Webhooks", "integer", 0, Cells.CountOf("webhooks")), cells.Age],
            _ when kind.PrinterColumns.Count > 0 => [Cells.Name, .. kind.PrinterColumns.Select(cells.Custom)],
            _ => [Cells.Name, cells.Age],
        };
    }
}
