using System.Text.Json.Serialization;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Enforcement.Receipts;

/// <summary>The companion's kind that is for people, as deploy/ defines it.</summary>
internal static class CompanionKinds
{
    public const string ApiVersion = "admission-guard.io/v1alpha1";
    public const string CheckKind = "EnforcementCheck";

    public static ResourceKind<EnforcementCheck> Checks { get; } = ResourceKinds.OfJson(
        "enforcementchecks", ApiVersion, CheckKind, isNamespaced: true, ReceiptJson.Default.EnforcementCheck);
}

/// <summary>How it is read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EnforcementCheck))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
