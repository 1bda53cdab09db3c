using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects;

/// <summary>
/// <c>metadata.generation</c>: 1 at first, one more for each change of the spec. A spec has changed when it decodes differently, so that an
/// unchanged <c>egress: []</c>, which no stored object has, raises it on every apply.
/// </summary>
public static class Generations
{
    /// <summary>The generation of an updated object.</summary>
    /// <param name="live">As it stands in the store.</param>
    /// <param name="updated">As it was decoded and defaulted, not yet written.</param>
    /// <param name="shape">The kind's shape.</param>
    public static long Next(JsonObject live, JsonObject updated, Shape shape)
    {
        var generation = live["metadata"]?["generation"]?.Whole() ?? 0;
        return JsonNode.DeepEquals(Spec(live, shape), Spec(updated, shape)) ? generation : generation + 1;
    }

    private static JsonObject Spec(JsonObject value, Shape shape)
    {
        var spec = ObjectForm.Decode(value, shape);
        foreach (var name in (string[])["kind", "apiVersion", "metadata", "status"])
        {
            spec.Remove(name);
        }

        return spec;
    }
}
