using System.Globalization;
using System.Text;
using System.Text.Json;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Writes a tree as JSON: the words of a cluster to its plugin, which nobody here understands.</summary>
internal static class TreeJson
{
    public static string Write(Tree tree)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, tree);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Tree tree)
    {
        switch (tree.Kind)
        {
            case TreeKind.Null:
                json.WriteNullValue();
                break;
            case TreeKind.Boolean:
                json.WriteBooleanValue(YamlScalars.IsTrue(tree.Text));
                break;
            case TreeKind.Number:
                WriteNumber(json, tree);
                break;
            case TreeKind.Text:
                json.WriteStringValue(tree.Text);
                break;
            case TreeKind.List:
                json.WriteStartArray();
                Array.ForEach(tree.Items, item => Write(json, item));
                json.WriteEndArray();
                break;
            case TreeKind.Mapping:
                json.WriteStartObject();
                foreach (var (key, value) in tree.Entries)
                {
                    json.WritePropertyName(key);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"a tree of kind {tree.Kind}");
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, Tree tree)
    {
        if (YamlScalars.Integer(tree.Text) is { } small)
        {
            json.WriteNumberValue(small);
        }
        else if (long.TryParse(tree.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            json.WriteNumberValue(whole);
        }
        else if (double.TryParse(tree.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
        {
            json.WriteNumberValue(real);
        }
        else
        {
            throw new BadInputException(tree, $"not a number that JSON can hold; put {OneLine.Of(tree.Text)} in quotes");
        }
    }
}
