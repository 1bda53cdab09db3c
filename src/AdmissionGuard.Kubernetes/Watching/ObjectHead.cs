using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>
/// What tells which object this is, and which version of it. It stands at the front of what an API server writes, so that reading it
/// alone is much cheaper than decoding the object.
/// </summary>
/// <param name="ApiVersion">Its group and version; null where it is not said, as in the items of a list.</param>
/// <param name="Kind">Its kind; null where it is not said.</param>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="ResourceVersion">Its version.</param>
internal readonly record struct ObjectHead(string? ApiVersion, string? Kind, ObjectKey Key, string Uid, string ResourceVersion)
{
    private enum Seen
    {
        None = 0,
        Name = 1,
        Namespace = 2,
        Uid = 4,
        ResourceVersion = 8,
        OfNamespaced = Name | Namespace | Uid | ResourceVersion,
        OfOthers = Name | Uid | ResourceVersion,
    }

    /// <summary>Reads the head of an object as far as it is there: a bookmark's object has a version and nothing else.</summary>
    /// <param name="utf8">The object.</param>
    /// <param name="isNamespaced">Whether its kind is in namespaces.</param>
    /// <param name="strings">Where kinds and namespaces are shared; names and versions are not worth it.</param>
    /// <exception cref="JsonException">Not valid JSON.</exception>
    /// <exception cref="InvalidOperationException">A value of another type than it should be.</exception>
    public static ObjectHead Read(ReadOnlySpan<byte> utf8, bool isNamespaced, StringPool strings)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Nesting.MaxLevels });
        var head = new ObjectHead(null, null, new ObjectKey("", ""), "", "");
        Start(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                head = head with { Kind = strings.Of(ref reader) };
            }
            else if (reader.ValueTextEquals("apiVersion"u8))
            {
                reader.Read();
                head = head with { ApiVersion = strings.Of(ref reader) };
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                return head.WithMetadata(ref reader, isNamespaced ? Seen.OfNamespaced : Seen.OfOthers, strings);
            }
            else
            {
                reader.Skip();
            }
        }

        return head;
    }

    private ObjectHead WithMetadata(ref Utf8JsonReader reader, Seen all, StringPool strings)
    {
        string name = "", space = "", uid = "", version = "";
        var seen = Seen.None;
        Start(ref reader);
        while (seen != all && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = Value(ref reader) ?? "";
                seen |= Seen.Name;
            }
            else if (reader.ValueTextEquals("namespace"u8) && all.HasFlag(Seen.Namespace))
            {
                reader.Read();
                space = strings.Of(ref reader) ?? "";
                seen |= Seen.Namespace;
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                uid = Value(ref reader) ?? "";
                seen |= Seen.Uid;
            }
            else if (reader.ValueTextEquals("resourceVersion"u8))
            {
                version = Value(ref reader) ?? "";
                seen |= Seen.ResourceVersion;
            }
            else
            {
                reader.Skip();
            }
        }

        return this with { Key = new ObjectKey(space, name), Uid = uid, ResourceVersion = version };
    }

    private static void Start(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidOperationException("an object is expected");
        }
    }

    private static string? Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }
}
