using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Defaults;

/// <summary>What every namespace has.</summary>
internal static class NamespaceDefaults
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    /// <summary>Writes the label of its name: decoding does so on every write, so that nobody can take it away.</summary>
    public static void Fill(JsonObject value)
    {
        if (value["metadata"] is JsonObject metadata && metadata["name"] is { } name)
        {
            metadata["labels"] ??= new JsonObject();
            metadata["labels"]![NameLabel] = name.DeepClone();
        }
    }

    /// <summary>What the strategy of a create sets.</summary>
    public static void FillCreated(JsonObject value)
    {
        value["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        value["status"] = new JsonObject { ["phase"] = "Active" };
    }
}
