using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>What is installed.</summary>
/// <param name="Objects">In the order in which they are applied.</param>
internal sealed record Manifests(IReadOnlyList<JsonObject> Objects)
{
    public const string Name = "admission-guard";

    public JsonObject Webhook => (JsonObject)Assert.Single(One("ValidatingWebhookConfiguration")["webhooks"]!.AsArray())!;

    public JsonObject Pod => (JsonObject)One("Deployment")["spec"]!["template"]!;

    public JsonObject Container => (JsonObject)Assert.Single(Pod["spec"]!["containers"]!.AsArray())!;

    public string[] Arguments => Texts(Container["args"]);

    // Through text, because a number that was parsed as JSON can be read as any type that holds it.
    public static Manifests Parse(string yaml) => new(
        [.. yaml.Split("\n---\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(document => (JsonObject)JsonNode.Parse(YamlText.Parse(document)!.ToJsonString())!)]);

    /// <summary>The one object of a kind and name.</summary>
    public JsonObject One(string kind, string name = Name) => Objects.Single(value => Kind(value) == kind && NameOf(value) == name);

    /// <summary>The volume of the pod that holds an object of a kind, with the directory that it is mounted at.</summary>
    public (JsonObject Source, string Directory) Volume(string source)
    {
        var volume = Pod["spec"]!["volumes"]!.AsArray().Single(value => value![source] is not null)!;
        var mount = Container["volumeMounts"]!.AsArray().Single(value => (string?)value!["name"] == (string?)volume["name"])!;
        Assert.Null(mount["subPath"]);
        return ((JsonObject)volume[source]!, (string)mount["mountPath"]!);
    }

    /// <summary>The number of a port that the container names.</summary>
    public int Port(string name) =>
        (int)Container["ports"]!.AsArray().Single(port => (string?)port!["name"] == name)!["containerPort"]!;

    public static string Kind(JsonObject value) => (string)value["kind"]!;

    public static string NameOf(JsonObject value) => (string)value["metadata"]!["name"]!;

    public static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!)];
}
