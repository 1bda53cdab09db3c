using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Tests.Objects;

/// <summary>JSON in tests: read from text, compared by value.</summary>
internal static class Json
{
    public static JsonObject Object(string text) => JsonNode.Parse(text)!.AsObject();

    public static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}\nbut got  {actual?.ToJsonString() ?? "null"}");

    public static void SameText(string expected, JsonNode? actual) => Assert.Equal(expected, actual?.ToJsonString());
}
