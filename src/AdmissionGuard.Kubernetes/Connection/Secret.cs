namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>A text that nothing prints by mistake: whatever it is part of shows <c>[redacted]</c>.</summary>
/// <param name="value">The text.</param>
public sealed class Secret(string value)
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Redacted = "[redacted]";

    /// <summary>The text, for the one who sends it.</summary>
    internal string Reveal() => value;

    /// <inheritdoc/>
    public override string ToString() => Redacted;
}
