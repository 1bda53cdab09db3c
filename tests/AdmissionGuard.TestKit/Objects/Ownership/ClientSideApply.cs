using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>
/// What the API server does for people who change from <c>kubectl apply</c> to <c>kubectl apply --server-side</c>: what the last
/// client-side apply wrote is no conflict for the manager <c>kubectl</c>, and its annotation is kept up to date.
/// </summary>
public static class ClientSideApply
{
    private const string Manager = "kubectl";
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>As <see cref="ServerSideApply.Apply"/>, with that.</summary>
    public static JsonObject Apply(JsonObject? live, JsonObject configuration, Shape shape, Writer writer, bool force)
    {
        if (writer.Manager != Manager || LastApplied(live) is not { } lastApplied)
        {
            return ServerSideApply.Apply(live, configuration, shape, writer, force);
        }

        var result = Apply(live!, lastApplied, configuration, shape, writer, force);
        result["metadata"]!["annotations"] ??= new JsonObject();
        result["metadata"]!["annotations"]![Annotation] = Text(configuration);
        return result;
    }

    private static JsonObject Apply(
        JsonObject live, JsonObject lastApplied, JsonObject configuration, Shape shape, Writer writer, bool force)
    {
        try
        {
            return ServerSideApply.Apply(live, configuration, shape, writer, force);
        }
        catch (ApplyConflictException conflict)
        {
            var allowed = Unchanged(live, lastApplied, shape);
            var rest = conflict.Conflicts.Where(entry => !allowed.Contains(FieldSet.Text(entry.Place))).ToImmutableArray();
            return rest.IsEmpty
                ? ServerSideApply.Apply(live, configuration, shape, writer, force: true)
                : throw new ApplyConflictException(rest);
        }
    }

    // The places of the last client-side apply whose value nobody has changed since.
    private static HashSet<string> Unchanged(JsonObject live, JsonObject lastApplied, Shape shape)
    {
        var comparison = FieldComparison.Of(lastApplied, ObjectForm.Write(live, shape), shape);
        var places = AppliedFields.Of(lastApplied, shape)
            .Except(comparison.Modified).Except(comparison.Added).Except(comparison.Removed).Places;
        return places.Select(FieldSet.Text).ToHashSet(StringComparer.Ordinal);
    }

    private static JsonObject? LastApplied(JsonObject? live)
    {
        if ((string?)live?["metadata"]?["annotations"]?[Annotation] is not { } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Somebody else wrote it; then it says nothing about kubectl.
            return null;
        }
    }

    // As kubectl writes it: keys sorted, annotations there even when empty, a newline at the end.
    private static string Text(JsonObject configuration)
    {
        var copy = (JsonObject)Sorted(configuration)!;
        var annotations = copy["metadata"]!["annotations"] as JsonObject ?? [];
        annotations.Remove(Annotation);
        copy["metadata"]!["annotations"] = annotations.Parent is null ? annotations : annotations.DeepClone();
        return Sorted(copy)!.ToJsonString(FieldJson.Plain) + "\n";
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(
            map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
