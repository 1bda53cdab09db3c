using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>How policies are read and written: without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class PolicyJson : JsonSerializerContext;
