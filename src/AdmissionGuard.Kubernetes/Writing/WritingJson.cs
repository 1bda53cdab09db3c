using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AdmissionGuard.Kubernetes.Writing;

/// <summary>How objects are read and written: without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class WritingJson : JsonSerializerContext;
