using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdmissionGuard.TestKit.Objects.Ownership;

/// <summary>How keys are written inside of a step: as Go does, without escaping what JSON need not escape.</summary>
internal static class FieldJson
{
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
