using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>Whether a <c>LabelSelector</c> selects labels.</summary>
internal static class LabelSelection
{
    /// <summary>Whether all of a selector's requirements hold; an empty one selects everything.</summary>
    public static bool Matches(JsonObject selector, JsonObject labels) =>
        (selector["matchLabels"] as JsonObject ?? []).All(pair => Value(labels, pair.Key) == (string?)pair.Value) &&
        (selector["matchExpressions"] as JsonArray ?? []).OfType<JsonObject>().All(requirement => Holds(requirement, labels));

    private static bool Holds(JsonObject requirement, JsonObject labels)
    {
        var value = Value(labels, (string?)requirement["key"] ?? "");
        var isListed = value is not null && (requirement["values"] as JsonArray ?? []).Any(item => (string?)item == value);
        return (string?)requirement["operator"] switch
        {
            "In" => isListed,
            // What has no such label is selected too.
            "NotIn" => !isListed,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            var other => throw new FormatException($"{other} is not a valid selector operator"),
        };
    }

    private static string? Value(JsonObject labels, string key) => (string?)labels[key];
}
