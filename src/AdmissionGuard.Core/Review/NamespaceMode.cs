using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Review;

/// <summary>How much of what is found a namespace lets happen, by its label <c>admission-guard.io/mode</c>.</summary>
/// <param name="Name"><c>enforce</c>, <c>warn</c>, <c>audit</c> or <c>off</c>.</param>
/// <param name="Cap">The strongest that becomes of a finding.</param>
/// <param name="Misspelt">What the label says, when it says none of these; null otherwise.</param>
public sealed record NamespaceMode(string Name, Verdict Cap, string? Misspelt = null)
{
    /// <summary>The label's key.</summary>
    public const string Label = "admission-guard.io/mode";

    /// <summary>Nothing is weakened.</summary>
    public static NamespaceMode Enforce { get; } = new("enforce", Verdict.Deny);

    private static readonly NamespaceMode Warn = new("warn", Verdict.Warn);
    private static readonly NamespaceMode Audit = new("audit", Verdict.Audit);
    private static readonly NamespaceMode Off = new("off", Verdict.Allow);

    /// <summary>The mode of a namespace; of one that is not known, and of a label that is misspelt, <c>enforce</c>.</summary>
    public static NamespaceMode Of(Namespace? place) => place is not null && place.Labels.TryGetValue(Label, out var value)
        ? value switch
        {
            "enforce" => Enforce,
            "warn" => Warn,
            "audit" => Audit,
            "off" => Off,
            _ => Enforce with { Misspelt = value },
        }
        : Enforce;
}
