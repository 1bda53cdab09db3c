using System.Text.Json.Serialization;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Verifier.Resources;

/// <summary>The companion's own kinds, as deploy/ defines them.</summary>
internal static class CompanionKinds
{
    public const string ApiVersion = "admission-guard.io/v1alpha1";
    public const string CheckKind = "EnforcementCheck";
    public const string ProbeKind = "NodeProbe";

    /// <summary>The label by which an agent watches what is meant for it and nothing else.</summary>
    public const string NodeLabel = "admission-guard.io/node";

    /// <summary>The label that tells the NodeProbes of one run of a check from all others.</summary>
    public const string RunLabel = "admission-guard.io/run";

    public static ResourceKind<EnforcementCheck> Checks { get; } = ResourceKinds.OfJson(
        "enforcementchecks", ApiVersion, CheckKind, isNamespaced: true, CompanionJson.Default.EnforcementCheck);

    public static ResourceKind<NodeProbe> Probes { get; } = ResourceKinds.OfJson(
        "nodeprobes", ApiVersion, ProbeKind, isNamespaced: true, CompanionJson.Default.NodeProbe);
}

/// <summary>How they are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EnforcementCheck))]
[JsonSerializable(typeof(NodeProbe))]
[JsonSerializable(typeof(NodeProbeSpec))]
[JsonSerializable(typeof(NodeProbeStatus))]
internal sealed partial class CompanionJson : JsonSerializerContext;
