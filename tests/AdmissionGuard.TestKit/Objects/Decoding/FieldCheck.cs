using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Objects.Decoding;

/// <summary>An object that cannot be decoded: a value is of the wrong kind.</summary>
/// <param name="message">In the words of the API server's decoder.</param>
public sealed class DecodeException(string message) : Exception(message);

/// <summary>Compares what was sent with what its kind has: the part of decoding that can fail.</summary>
public static class FieldCheck
{
    /// <summary>The fields that its kind does not have, in the order of the text: <c>unknown field "spec.ingress[0].form"</c>.</summary>
    /// <param name="value">What was sent.</param>
    /// <param name="shape">What its kind has.</param>
    /// <exception cref="DecodeException">A value is of the wrong kind.</exception>
    public static ImmutableArray<string> Unknown(JsonObject value, Shape shape)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        Structure(value, shape, "", "", found);
        return found.ToImmutable();
    }

    private static void Structure(JsonObject map, Shape shape, string path, string names, ImmutableArray<string>.Builder found)
    {
        foreach (var (name, value) in map)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (shape.Find(name) is { } field)
            {
                var below = names.Length == 0 ? name : $"{names}.{name}";
                Value(value, field.Shape, at, below, $"{TypeName(shape)}.{below}", found);
            }
            else if (!shape.IsOpen)
            {
                found.Add($"unknown field \"{at}\"");
            }
        }
    }

    private static void Value(JsonNode? value, Shape shape, string path, string names, string goField, ImmutableArray<string>.Builder found)
    {
        if (value is null)
        {
            return;
        }

        if (!Fits(value, shape.Kind))
        {
            throw new DecodeException($"json: cannot unmarshal {KindName(value)} into Go struct field {goField} of type {shape.GoType}");
        }

        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                Structure(value.AsObject(), shape, path, names, found);
                break;
            case ShapeKind.Map:
                foreach (var (key, item) in value.AsObject())
                {
                    Value(item, shape.Element!, $"{path}.{key}", names, goField, found);
                }

                break;
            case ShapeKind.List:
                var list = value.AsArray();
                for (var at = 0; at < list.Count; at++)
                {
                    Value(list[at], shape.Element!, $"{path}[{at}]", names, goField, found);
                }

                break;
        }
    }

    private static bool Fits(JsonNode value, ShapeKind kind) => kind switch
    {
        ShapeKind.Structure or ShapeKind.Map => value is JsonObject,
        ShapeKind.List => value is JsonArray,
        ShapeKind.Text => value.GetValueKind() == JsonValueKind.String,
        ShapeKind.Integer => IsWhole(value),
        ShapeKind.Flag => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        ShapeKind.IntegerOrText => value.GetValueKind() == JsonValueKind.String || IsWhole(value),
        _ => true,
    };

    private static bool IsWhole(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), out _);

    private static string KindName(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };

    // The decoder names a structure without its package: NetworkPolicySpec.spec.podSelector.
    private static string TypeName(Shape shape) => shape.GoType[(shape.GoType.LastIndexOf('.') + 1)..];
}
