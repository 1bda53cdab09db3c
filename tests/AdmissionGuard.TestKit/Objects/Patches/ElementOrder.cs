using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Patches;

/// <summary>
/// The order of a merged list: what the patch names stands in the patch's order, what only the server has keeps its own, and the second
/// is inserted into the first by the order of the live list.
/// </summary>
internal static class ElementOrder
{
    /// <summary>Puts merged items in order.</summary>
    /// <param name="merged">The items.</param>
    /// <param name="order">The keys in the order of the patch.</param>
    /// <param name="live">The keys in the order of the live list.</param>
    /// <param name="mergeKey">The key's name; null for a list of strings.</param>
    public static JsonArray Enforce(List<JsonNode> merged, IReadOnlyList<JsonNode?> order, IReadOnlyList<JsonNode?> live, string? mergeKey)
    {
        var patched = merged.Where(item => Position(order, item, mergeKey) >= 0).OrderBy(item => Position(order, item, mergeKey)).ToList();
        var serverOnly = merged.Where(item => Position(order, item, mergeKey) < 0).OrderBy(item => Position(live, item, mergeKey)).ToList();
        var result = new JsonArray();
        var (left, right) = (0, 0);
        while (left < serverOnly.Count && right < patched.Count)
        {
            var (mine, theirs) = (Position(live, serverOnly[left], mergeKey), Position(live, patched[right], mergeKey));
            // Only two items that both stand in the live list can be compared by it.
            result.Add(mine >= 0 && theirs >= 0 && mine < theirs ? serverOnly[left++] : patched[right++]);
        }

        foreach (var item in serverOnly.Skip(left).Concat(patched.Skip(right)))
        {
            result.Add(item);
        }

        return result;
    }

    /// <summary>Whether an item has a key.</summary>
    public static bool SameKey(JsonNode item, JsonNode key, string mergeKey) => JsonNode.DeepEquals(item[mergeKey], key);

    /// <summary>What tells an item apart: the value of its key, or the string itself.</summary>
    public static JsonNode? KeyOf(JsonNode? item, string? mergeKey) =>
        mergeKey is null || item is not JsonObject map ? item : map[mergeKey];

    /// <summary>Whether keys stand in another list, in the same order.</summary>
    public static bool IsSubsequence(List<JsonNode?> keys, List<JsonNode?> all)
    {
        var at = 0;
        foreach (var key in all)
        {
            if (at < keys.Count && JsonNode.DeepEquals(keys[at], key))
            {
                at++;
            }
        }

        return at == keys.Count;
    }

    private static int Position(IReadOnlyList<JsonNode?> keys, JsonNode item, string? mergeKey)
    {
        var key = KeyOf(item, mergeKey);
        for (var at = 0; at < keys.Count; at++)
        {
            if (JsonNode.DeepEquals(keys[at], key))
            {
                return at;
            }
        }

        return -1;
    }
}
