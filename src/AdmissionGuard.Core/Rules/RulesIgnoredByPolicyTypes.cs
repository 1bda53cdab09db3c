using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

namespace AdmissionGuard.Core.Rules;

/// <summary>Rules that the API server stores and nobody obeys, because policyTypes does not name their direction.</summary>
internal static class RulesIgnoredByPolicyTypes
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, Find))
    {
        Id = "rules-ignored-by-policy-types",
        Finds = "Rules of a direction that `policyTypes` does not name, or an `egress: []` that defaulting has turned into nothing.",
        Why = "Rules count only in the directions that policyTypes names. Egress rules under `policyTypes: [Ingress]` restrict nothing, "
            + "and `egress: []` without policyTypes is stored as a policy for ingress alone. An apply of a manifest without policyTypes "
            + "keeps the stored ones. The rule stays silent about an `egress: []` that an earlier change brought.",
        Remediation = "Name the direction in spec.policyTypes, or remove its rules.",
        Actions = new RuleActions(Verdict.Deny, Verdict.Deny, null),
        Exceptions = "warn about an `egress: []`, where only the intent is lost",
    };

    private static IEnumerable<Detection> Find(NetworkPolicy policy)
    {
        var types = policy.Spec.EffectiveTypes;
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var rules = policy.Spec.Rules(direction);
            var name = PolicyFields.Name(direction);
            if (!rules.IsEmpty && !policy.Spec.Isolates(direction))
            {
                yield return new Detection(
                    $"{Wording.Count(rules.Length, $"{name} rule")} {(rules.Length == 1 ? "is" : "are")} ignored and restrict{(rules.Length == 1 ? "s" : "")} "
                    + $"nothing, because policyTypes is {SpecText.Types(types)}",
                    "spec.policyTypes")
                {
                    Flaw = $"{direction}",
                    Fix = () => Corrections.NameBothTypes(policy),
                    Remediation = $"Add \"{direction}\" to spec.policyTypes, or remove {PolicyFields.Rules(direction)}.",
                };
            }
        }

        if (policy.Written.HasFlag(WrittenFields.EmptyEgress) && policy.Spec.Egress.IsEmpty && !policy.Spec.Isolates(Direction.Egress))
        {
            yield return new Detection(
                $"\"egress: []\" restricts nothing, because policyTypes is {SpecText.Types(types)}", "spec.policyTypes")
            {
                Cap = Verdict.Warn,
                Flaw = "intent",
                Fix = () => Corrections.NameBothTypes(policy),
                Remediation = "To deny all egress add \"Egress\" to spec.policyTypes.",
            };
        }
    }
}
