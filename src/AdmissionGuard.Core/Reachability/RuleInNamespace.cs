using System.Runtime.CompilerServices;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Compares rules by reference, because their content is long, together with the namespace of their policy, on which their meaning depends.
/// </summary>
internal sealed class RuleInNamespace : IEqualityComparer<(PolicyRule Rule, NamespaceEntry Owner)>
{
    private RuleInNamespace()
    {
    }

    public static RuleInNamespace ByReference { get; } = new();

    public bool Equals((PolicyRule Rule, NamespaceEntry Owner) x, (PolicyRule Rule, NamespaceEntry Owner) y) =>
        ReferenceEquals(x.Rule, y.Rule) && ReferenceEquals(x.Owner, y.Owner);

    public int GetHashCode((PolicyRule Rule, NamespaceEntry Owner) obj) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Rule), RuntimeHelpers.GetHashCode(obj.Owner));
}
