using System.Globalization;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Decoding;

/// <summary>Whole numbers in JSON, whatever type a node holds them as.</summary>
internal static class JsonNumbers
{
    /// <summary>The number; what is none must not come here.</summary>
    public static long Whole(this JsonNode value) => long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
}
