using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Protobuf;

/// <summary>The fields of a message by number: their names, and what is in them; null for text.</summary>
internal sealed class Message : Dictionary<int, (string Name, Message? Content)>
{
    /// <summary>Stands for a map of text to text.</summary>
    public static readonly Message Map = [];

    /// <summary>Stands for a map of text to bytes, which JSON shows as base64.</summary>
    public static readonly Message BytesMap = [];

    /// <summary>Reads what is known of a message. Go writes empty texts where JSON writes nothing.</summary>
    public void ReadInto(JsonObject value, byte[] message)
    {
        foreach (var (number, bytes, _) in ProtobufFields.Split(message))
        {
            if (!TryGetValue(number, out var field))
            {
                continue;
            }

            if (field.Content is null)
            {
                if (bytes.Length > 0)
                {
                    value[field.Name] = ProtobufFields.Text(bytes);
                }
            }
            else if (ReferenceEquals(field.Content, Map) || ReferenceEquals(field.Content, BytesMap))
            {
                AddEntry(Part(value, field.Name), bytes, ReferenceEquals(field.Content, BytesMap));
            }
            else
            {
                field.Content.ReadInto(Part(value, field.Name), bytes);
            }
        }
    }

    private static JsonObject Part(JsonObject value, string name)
    {
        if (value[name] is not JsonObject part)
        {
            value[name] = part = [];
        }

        return part;
    }

    private static void AddEntry(JsonObject map, byte[] entry, bool isBytes)
    {
        var fields = ProtobufFields.Split(entry);
        byte[] At(int number) => fields.FirstOrDefault(field => field.Number == number).Bytes ?? [];
        map[ProtobufFields.Text(At(1))] = isBytes ? Convert.ToBase64String(At(2)) : ProtobufFields.Text(At(2));
    }
}
