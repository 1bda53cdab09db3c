using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Validation;

/// <summary>One field that is not as it must be, in the words of the API server.</summary>
/// <param name="Reason">Such as <c>FieldValueInvalid</c>.</param>
/// <param name="Field">Such as <c>spec.ingress[0].ports[0].port</c>.</param>
/// <param name="Body">What stands behind the field's name: <c>Invalid value: 70000: must be between 1 and 65535, inclusive</c>.</param>
public sealed record FieldFault(string Reason, string Field, string Body)
{
    /// <summary>A value that is there but wrong.</summary>
    public static FieldFault Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {Text(value)}: {detail}");

    /// <summary>A value that is none of a list.</summary>
    public static FieldFault NotSupported(string field, string value, params string[] supported) =>
        new(
            "FieldValueNotSupported",
            field,
            $"Unsupported value: {Quote(value)}: supported values: {string.Join(", ", supported.Select(Quote))}");

    /// <summary>A value that is missing.</summary>
    public static FieldFault Required(string field, string detail) => new("FieldValueRequired", field, Join("Required value", detail));

    /// <summary>A value that must not be there.</summary>
    public static FieldFault Forbidden(string field, string detail) => new("FieldValueForbidden", field, Join("Forbidden", detail));

    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Body}";

    private static string Join(string what, string detail) => detail.Length == 0 ? what : $"{what}: {detail}";

    private static string Text(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => Quote(scalar.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
