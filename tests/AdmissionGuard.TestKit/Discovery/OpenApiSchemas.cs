using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>Schemas in OpenAPI's form, made of <see cref="OpenApiTypes"/>.</summary>
internal static class OpenApiSchemas
{
    private const string Prefix = "io.k8s.";

    /// <summary>Whether the fields of a kind are known here, so that a client can merge lists by them.</summary>
    public static bool Knows(ResourceKind kind) => OpenApiTypes.Kinds.ContainsKey(kind.GroupResource);

    /// <summary>The name of a kind's schema.</summary>
    public static string NameOf(ResourceKind kind)
    {
        if (kind.IsCustom)
        {
            return $"{string.Join('.', kind.Group.Split('.').Reverse())}.{kind.Version}.{kind.Kind}";
        }

        return $"{Prefix}{(kind.Group.Length == 0 ? "core" : kind.Group.Split('.')[0])}.{kind.Version}.{kind.Kind}";
    }

    /// <summary>The schemas that others refer to.</summary>
    public static JsonObject Shared()
    {
        var schemas = new JsonObject();
        foreach (var type in OpenApiTypes.All)
        {
            schemas[Prefix + type.Name] = Schema(type);
        }

        return schemas;
    }

    /// <summary>The schema of a kind: its known fields, a definition's own schema, or anything beside metadata.</summary>
    public static JsonObject Of(ResourceKind kind)
    {
        var schema = kind.Schema?.DeepClone().AsObject()
            ?? (OpenApiTypes.Kinds.TryGetValue(kind.GroupResource, out var type)
                ? Schema(type)
                : new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true });
        if (schema["properties"] is not JsonObject properties)
        {
            schema["properties"] = properties = [];
        }

        properties["apiVersion"] = Text("The version of this representation of an object.");
        properties["kind"] = Text("The REST resource that this object represents.");
        properties["metadata"] = AllOf("ObjectMeta", "Standard object's metadata.");
        schema["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(kind));
        return schema;
    }

    /// <summary>A kind as OpenAPI extensions name it.</summary>
    public static JsonObject GroupVersionKind(ResourceKind kind) =>
        new() { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version };

    /// <summary>A reference to a schema.</summary>
    public static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonObject Schema(OpenApiType type)
    {
        var properties = new JsonObject();
        foreach (var field in type.Fields)
        {
            properties[field.Name] = Property(field);
        }

        return new() { ["description"] = type.Description, ["type"] = "object", ["properties"] = properties };
    }

    private static JsonObject Property(OpenApiField field)
    {
        if (field.Type.StartsWith("[]", StringComparison.Ordinal))
        {
            return List(field, field.Type[2..]);
        }

        return field.Type.StartsWith("map ", StringComparison.Ordinal)
            ? new() { ["description"] = field.Description, ["type"] = "object", ["additionalProperties"] = Item(field.Type[4..]) }
            : char.IsUpper(field.Type[0]) ? AllOf(field.Type, field.Description) : Scalar(field.Type, field.Description);
    }

    private static JsonObject List(OpenApiField field, string item)
    {
        var list = new JsonObject { ["description"] = field.Description, ["type"] = "array", ["items"] = Item(item) };
        if (field.MergeKey.Length == 0)
        {
            list["x-kubernetes-list-type"] = "atomic";
            return list;
        }

        list["x-kubernetes-list-type"] = "map";
        list["x-kubernetes-list-map-keys"] = new JsonArray([.. field.MapKeys.Select(key => JsonValue.Create(key))]);
        list["x-kubernetes-patch-merge-key"] = field.MergeKey;
        list["x-kubernetes-patch-strategy"] = "merge";
        return list;
    }

    private static JsonObject Item(string type) => char.IsUpper(type[0]) ? AllOf(type, "") : Scalar(type, "");

    private static JsonObject AllOf(string type, string description)
    {
        var value = new JsonObject { ["default"] = new JsonObject(), ["allOf"] = new JsonArray(Reference(Prefix + type)) };
        if (description.Length > 0)
        {
            value["description"] = description;
        }

        return value;
    }

    private static JsonObject Text(string description) => Scalar("string", description);

    private static JsonObject Scalar(string type, string description)
    {
        var value = type switch
        {
            "int-or-string" => new JsonObject { ["format"] = type, ["oneOf"] = new JsonArray(OneOf("integer"), OneOf("string")) },
            "int32" or "int64" => new JsonObject { ["type"] = "integer", ["format"] = type },
            "any" => new JsonObject { ["type"] = "object" },
            _ => new JsonObject { ["type"] = type },
        };
        if (description.Length > 0)
        {
            value["description"] = description;
        }

        return value;
    }

    private static JsonObject OneOf(string type) => new() { ["type"] = type };
}
