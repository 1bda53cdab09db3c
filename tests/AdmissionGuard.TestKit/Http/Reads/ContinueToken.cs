using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>Where the next page of a list begins, as apiserver's storage package encodes it.</summary>
/// <param name="Version">The version of the whole list; -1: whatever is the latest.</param>
/// <param name="Start">The first key, relative to what is listed.</param>
internal sealed record ContinueToken(long Version, string Start)
{
    private const string Format = "meta.k8s.io/v1";

    /// <summary>Reads one; null when it is none.</summary>
    public static ContinueToken? Decode(string text)
    {
        try
        {
            var json = JsonNode.Parse(Base64Url.DecodeFromChars(text));
            return (string?)json?["v"] == Format && (string?)json["start"] is { Length: > 0 } start && (long?)json["rv"] is { } version
                ? new(version, start)
                : null;
        }
        catch (Exception notOurs) when (notOurs is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>As the list's metadata carries it.</summary>
    public string Encode()
    {
        var json = new JsonObject { ["v"] = Format, ["rv"] = Version, ["start"] = Start };
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
