using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Patches;

/// <summary>
/// Kubernetes' strategic merge patch: a merge patch in which some lists are merged by a key instead of being replaced, with directives:
/// <c>$patch</c> (replace, delete), <c>$deleteFromPrimitiveList/…</c>, <c>$setElementOrder/…</c>, <c>$retainKeys</c>.
/// </summary>
public static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";
    private const string ElementOrderPrefix = "$setElementOrder/";

    /// <summary>Merges a patch into a copy of an object.</summary>
    /// <param name="target">Stays as it is.</param>
    /// <param name="patch">What to change, with directives.</param>
    /// <param name="shape">Says which lists are merged, and by which key.</param>
    /// <exception cref="PatchException">A directive is malformed, or an item lacks its key.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, Shape shape)
    {
        if (patch[Directive] is { } directive)
        {
            var rest = Clone(patch);
            rest.Remove(Directive);
            return directive.ToString() switch
            {
                "replace" => rest,
                "delete" => [],
                _ => throw new PatchException($"unknown $patch directive \"{directive}\": use replace or delete"),
            };
        }

        var result = Clone(target);
        Retain(result, patch);
        foreach (var (key, value) in patch)
        {
            if (key.StartsWith(DeleteFromList, StringComparison.Ordinal))
            {
                DeleteItems(result, key[DeleteFromList.Length..], value);
            }
            else if (key != RetainKeys && !key.StartsWith(ElementOrderPrefix, StringComparison.Ordinal))
            {
                Merge(result, key, value, shape.FieldShape(key));
            }
        }

        foreach (var (key, value) in patch.Where(pair => pair.Key.StartsWith(ElementOrderPrefix, StringComparison.Ordinal)))
        {
            var name = key[ElementOrderPrefix.Length..];
            SetOrder(result, name, List(value, key), target[name] as JsonArray, patch[name] as JsonArray, shape.FieldShape(name).MergeKey);
        }

        return result;
    }

    private static void Merge(JsonObject result, string key, JsonNode? value, Shape shape)
    {
        switch (value)
        {
            case null:
                result.Remove(key);
                break;
            case JsonObject map:
                result[key] = Apply(result[key] as JsonObject ?? [], map, shape);
                break;
            case JsonArray list when shape.MergeKey is { } mergeKey:
                result[key] = MergeItems(result[key] as JsonArray ?? [], list, mergeKey, shape.Element!);
                break;
            case JsonArray list when shape.IsSet:
                result[key] = MergeTexts(result[key] as JsonArray ?? [], list);
                break;
            default:
                result[key] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeItems(JsonArray target, JsonArray patch, string mergeKey, Shape shape)
    {
        var items = patch.Select(node => Item(node, mergeKey)).ToList();
        var replaces = items.Exists(item => item[Directive]?.ToString() == "replace");
        var merged = replaces ? [] : target.Select(node => node!.DeepClone()).ToList();
        foreach (var item in items.Where(item => item[Directive]?.ToString() == "delete"))
        {
            var key = Key(item, mergeKey);
            merged.RemoveAll(candidate => ElementOrder.SameKey(candidate, key, mergeKey));
        }

        var changes = items.Where(item => item[Directive] is null).ToList();
        foreach (var change in changes)
        {
            var key = Key(change, mergeKey);
            var at = merged.FindIndex(candidate => ElementOrder.SameKey(candidate, key, mergeKey));
            if (at >= 0)
            {
                merged[at] = Apply((JsonObject)merged[at], change, shape);
            }
            else
            {
                merged.Add(Apply([], change, shape));
            }
        }

        var order = changes.ConvertAll(change => change[mergeKey]);
        return ElementOrder.Enforce(merged, order, [.. target.Select(node => node![mergeKey])], mergeKey);
    }

    private static JsonArray MergeTexts(JsonArray target, JsonArray patch)
    {
        var merged = target.Concat(patch).Select(node => node!.DeepClone()).DistinctBy(node => node.ToString()).ToList();
        return ElementOrder.Enforce(merged, [.. patch], [.. target], null);
    }

    private static void DeleteItems(JsonObject result, string name, JsonNode? doomed)
    {
        var gone = List(doomed, DeleteFromList + name).Select(node => node?.ToString()).ToHashSet(StringComparer.Ordinal);
        if (result[name] is JsonArray list)
        {
            result[name] = new JsonArray([.. list.Where(node => !gone.Contains(node?.ToString())).Select(node => node?.DeepClone())]);
        }
    }

    private static void SetOrder(JsonObject result, string name, JsonArray order, JsonArray? live, JsonArray? patch, string? mergeKey)
    {
        if (result[name] is not JsonArray merged)
        {
            return;
        }

        var wanted = order.Select(node => ElementOrder.KeyOf(node, mergeKey)).ToList();
        var changed = (patch ?? []).Where(node => node is not JsonObject item || item[Directive] is null)
            .Select(node => ElementOrder.KeyOf(node, mergeKey)).ToList();
        if (!ElementOrder.IsSubsequence(changed, wanted))
        {
            throw new PatchException($"the items of {name} are not in the order that {ElementOrderPrefix}{name} gives");
        }

        result[name] = ElementOrder.Enforce(
            [.. merged.Select(node => node!.DeepClone())],
            wanted,
            [.. (live ?? []).Select(node => ElementOrder.KeyOf(node, mergeKey))],
            mergeKey);
    }

    private static void Retain(JsonObject result, JsonObject patch)
    {
        if (patch[RetainKeys] is not { } directive)
        {
            return;
        }

        var kept = List(directive, RetainKeys).Select(node => node?.ToString()).ToHashSet(StringComparer.Ordinal);
        if (patch.Any(pair => pair.Value is not null && !pair.Key.StartsWith('$') && !kept.Contains(pair.Key)))
        {
            throw new PatchException("$retainKeys must name every key of the patch beside it");
        }

        foreach (var key in result.Select(pair => pair.Key).Where(key => !kept.Contains(key)).ToList())
        {
            result.Remove(key);
        }
    }

    private static JsonObject Item(JsonNode? node, string mergeKey) =>
        node as JsonObject ?? throw new PatchException($"an item of a list merged by {mergeKey} is no object");

    private static JsonNode Key(JsonObject item, string mergeKey) =>
        item[mergeKey] ?? throw new PatchException($"an item of a list merged by {mergeKey} lacks it: {item.ToJsonString()}");

    private static JsonArray List(JsonNode? value, string name) => value as JsonArray ?? throw new PatchException($"{name} is no list");

    private static JsonObject Clone(JsonObject map) => (JsonObject)map.DeepClone();
}
