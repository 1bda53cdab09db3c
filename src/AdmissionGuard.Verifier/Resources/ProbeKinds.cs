using System.Text.Json.Serialization;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Verifier.Resources;

/// <summary>The companion's kind by which the controller speaks to agents, as deploy/ defines it.</summary>
internal static class ProbeKinds
{
    public const string ProbeKind = "NodeProbe";

    /// <summary>The label by which an agent watches what is meant for it and nothing else.</summary>
    public const string NodeLabel = "admission-guard.io/node";

    /// <summary>The label that tells the NodeProbes of one run of a check from all others.</summary>
    public const string RunLabel = "admission-guard.io/run";

    public static ResourceKind<NodeProbe> Probes { get; } = ResourceKinds.OfJson(
        "nodeprobes", CompanionKinds.ApiVersion, ProbeKind, isNamespaced: true, ProbeJson.Default.NodeProbe);
}

/// <summary>How it is read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NodeProbe))]
[JsonSerializable(typeof(NodeProbeSpec))]
[JsonSerializable(typeof(NodeProbeStatus))]
internal sealed partial class ProbeJson : JsonSerializerContext;
