using System.Text.Json.Serialization;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Webhook.Receipts;

/// <summary>What an EnforcementCheck of the companion says, as far as admissions have to know: whether the CNI enforces a policy.</summary>
internal sealed record EnforcementReceipt
{
    /// <summary>The EnforcementChecks of a cluster, where the companion is installed.</summary>
    public static ResourceKind<EnforcementReceipt> Kind { get; } = ResourceKinds.OfJson(
        "enforcementchecks", "admission-guard.io/v1alpha1", "EnforcementCheck", isNamespaced: true, ReceiptJson.Default.EnforcementReceipt);

    /// <summary>What was found; null when nothing has been yet.</summary>
    public ReceiptStatus? Status { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Phase">Running or Done.</param>
/// <param name="Verdict">Enforced, NotEnforced, Partial or Inconclusive.</param>
/// <param name="CompletionTime">When the verdict became final.</param>
internal sealed record ReceiptStatus(string? Phase, string? Verdict, DateTimeOffset? CompletionTime);

/// <summary>How they are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EnforcementReceipt))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
