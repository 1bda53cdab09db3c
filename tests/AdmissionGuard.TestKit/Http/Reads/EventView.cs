using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>The object inside an event, in the form that the watch asked for.</summary>
internal sealed class EventView(ResourceKind kind, AnswerForm form, TableMaker tables, TableDetail detail)
{
    private bool _columnsSaid;

    public ResourceKind Kind => kind;

    public byte[] Of(StoredObject stored) => form switch
    {
        AnswerForm.Table => ObjectJson.Write(Table(stored)),
        AnswerForm.Metadata => ObjectJson.Write(ObjectViews.MetadataOnly(stored)),
        _ => ObjectViews.WholeBytes(kind, stored),
    };

    /// <summary>An object that holds nothing but a version and what Go writes of an empty one.</summary>
    public byte[] Bookmark(long version, bool initialEventsEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (initialEventsEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return ObjectJson.Write(form switch
        {
            AnswerForm.Table => BookmarkTable(metadata),
            AnswerForm.Metadata => Empty("PartialObjectMetadata", "meta.k8s.io/v1", metadata),
            _ => EmptyObject(metadata),
        });
    }

    private static JsonObject Empty(string name, string apiVersion, JsonObject metadata) =>
        new() { ["kind"] = name, ["apiVersion"] = apiVersion, ["metadata"] = metadata };

    private JsonObject EmptyObject(JsonObject metadata)
    {
        var empty = Empty(kind.Kind, kind.ApiVersion, metadata);
        switch (kind.GroupResource)
        {
            case "pods":
                empty["spec"] = new JsonObject { ["containers"] = null };
                empty["status"] = new JsonObject();
                break;
            case "networkpolicies.networking.k8s.io":
                empty["spec"] = new JsonObject { ["podSelector"] = new JsonObject() };
                break;
            case "services":
                empty["spec"] = new JsonObject();
                empty["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
                break;
            case "namespaces" or "nodes":
                empty["spec"] = new JsonObject();
                empty["status"] = new JsonObject();
                break;
        }

        return empty;
    }

    private JsonObject Table(StoredObject stored)
    {
        var table = tables.Of(kind, stored, detail);
        if (_columnsSaid)
        {
            // Only the first table of a watch says its columns.
            table["columnDefinitions"] = null;
        }

        _columnsSaid = true;
        return table;
    }

    private JsonObject BookmarkTable(JsonObject metadata)
    {
        var table = tables.Empty(kind, metadata);
        table["columnDefinitions"] = null;
        table["rows"] = new JsonArray();
        return table;
    }
}
