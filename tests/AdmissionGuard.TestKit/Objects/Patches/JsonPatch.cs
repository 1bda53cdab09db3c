using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Patches;

/// <summary>JSON Patch (RFC 6902).</summary>
public static class JsonPatch
{
    /// <summary>Applies the operations one after the other to a copy of the document.</summary>
    /// <param name="document">Stays as it is.</param>
    /// <param name="patch">A list of operations.</param>
    /// <returns>The document that the last operation leaves.</returns>
    /// <exception cref="FormatException">The patch is no list of operations.</exception>
    /// <exception cref="PatchException">An operation does not fit, or a <c>test</c> fails.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonNode? patch)
    {
        var operations = Read(patch);
        var result = document?.DeepClone();
        foreach (var operation in operations)
        {
            result = Apply(result, operation);
        }

        return result;
    }

    private static ImmutableArray<Operation> Read(JsonNode? patch) => patch is JsonArray list
        ? [.. list.Select(ReadOperation)]
        : throw new FormatException("a JSON patch is a list of operations");

    private static Operation ReadOperation(JsonNode? node)
    {
        var map = node as JsonObject ?? throw new FormatException("an operation of a JSON patch is an object");
        var name = Text(map, "op");
        var from = name is "move" or "copy" ? JsonPointer.Parse(Text(map, "from")) : null;
        if (name is "add" or "replace" or "test" && !map.ContainsKey("value"))
        {
            throw new FormatException($"the JSON patch operation \"{name}\" lacks a value");
        }

        return new Operation(name, JsonPointer.Parse(Text(map, "path")), from, map["value"]);
    }

    private static string Text(JsonObject map, string key) => map[key] is JsonValue value && value.TryGetValue<string>(out var text)
        ? text
        : throw new FormatException($"an operation of a JSON patch lacks its \"{key}\"");

    private static JsonNode? Apply(JsonNode? document, Operation operation) => operation.Name switch
    {
        "add" => Add(document, operation.Path, operation.Value?.DeepClone()),
        "remove" => Remove(document, operation.Path),
        "replace" => Replace(document, operation.Path, operation.Value?.DeepClone()),
        "move" => Move(document, operation.From!, operation.Path),
        "copy" => Add(document, operation.Path, Find(document, operation.From!)?.DeepClone()),
        "test" => Test(document, operation),
        _ => throw new FormatException($"there is no JSON patch operation \"{operation.Name}\""),
    };

    private static JsonNode? Add(JsonNode? document, JsonPointer path, JsonNode? value)
    {
        if (path.IsRoot)
        {
            return value;
        }

        switch (Find(document, path.Parent))
        {
            case JsonObject map:
                map[path.Last] = value;
                return document;
            case JsonArray list when path.Last == "-":
                list.Add(value);
                return document;
            // "The specified index MUST NOT be greater than the number of elements in the array."
            case JsonArray list when JsonPointer.Index(path.Last, list.Count + 1) is { } index:
                list.Insert(index, value);
                return document;
            default:
                throw new PatchException($"there is no place {path} to add to");
        }
    }

    private static JsonNode? Remove(JsonNode? document, JsonPointer path)
    {
        _ = Find(document, path);
        if (path.IsRoot)
        {
            return null;
        }

        switch (Find(document, path.Parent))
        {
            case JsonObject map:
                map.Remove(path.Last);
                break;
            case JsonArray list:
                list.RemoveAt(JsonPointer.Index(path.Last, list.Count)!.Value);
                break;
        }

        return document;
    }

    private static JsonNode? Replace(JsonNode? document, JsonPointer path, JsonNode? value)
    {
        _ = Find(document, path);
        if (path.IsRoot)
        {
            return value;
        }

        switch (Find(document, path.Parent))
        {
            case JsonObject map:
                map[path.Last] = value;
                break;
            case JsonArray list:
                list[JsonPointer.Index(path.Last, list.Count)!.Value] = value;
                break;
        }

        return document;
    }

    private static JsonNode? Move(JsonNode? document, JsonPointer from, JsonPointer path)
    {
        // "The "from" location MUST NOT be a proper prefix of the "path" location."
        if (from.Contains(path))
        {
            throw new PatchException($"{from} cannot be moved into itself");
        }

        var value = Find(document, from)?.DeepClone();
        return Add(Remove(document, from), path, value);
    }

    private static JsonNode? Test(JsonNode? document, Operation operation) =>
        JsonNode.DeepEquals(Find(document, operation.Path), operation.Value)
            ? document
            : throw new PatchException($"the test of {operation.Path} failed");

    private static JsonNode? Find(JsonNode? document, JsonPointer path) =>
        path.TryFind(document, out var value) ? value : throw new PatchException($"there is no {path}");

    private sealed record Operation(string Name, JsonPointer Path, JsonPointer? From, JsonNode? Value);
}
