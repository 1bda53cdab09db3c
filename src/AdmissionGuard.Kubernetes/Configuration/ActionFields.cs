using System.Collections.Immutable;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Configuration;

/// <summary>Reads what the rules shall do: an action for all operations of a rule, or one for each.</summary>
internal static class ActionFields
{
    /// <summary>Reads the actions that differ from the rules' own.</summary>
    /// <param name="mapping">From rules to actions; null for none.</param>
    /// <param name="requireKnown">Refuses keys of a mapping that are not in a list.</param>
    public static ImmutableDictionary<string, RuleActions> Read(Tree? mapping, Action<Tree?, IReadOnlyCollection<string>> requireKnown)
    {
        requireKnown(mapping, [.. RuleCatalog.All.Select(rule => rule.Id)]);
        return mapping.Pairs().ToImmutableDictionary(
            pair => pair.Key, pair => Of(RuleCatalog.All.Single(rule => rule.Id == pair.Key), pair.Value, requireKnown));
    }

    private static RuleActions Of(Rule rule, Tree value, Action<Tree?, IReadOnlyCollection<string>> requireKnown)
    {
        if (value.Kind != TreeKind.Mapping)
        {
            // A rule that has nothing to say about an operation is not made to.
            var action = Action(value);
            return new RuleActions(
                rule.Actions.Create is null ? null : action,
                rule.Actions.Update is null ? null : action,
                rule.Actions.Delete is null ? null : action);
        }

        requireKnown(value, ["create", "update", "delete"]);
        return new RuleActions(
            For(Operation.Create, value.Find("create"), rule),
            For(Operation.Update, value.Find("update"), rule),
            For(Operation.Delete, value.Find("delete"), rule));
    }

    private static Verdict? For(Operation operation, Tree? value, Rule rule)
    {
        var own = rule.Actions.For(operation);
        if (value is null)
        {
            return own;
        }

        var action = Action(value);
        return own is not null || action is null
            ? action
            : throw new BadInputException(value, $"{rule.Id} has nothing to say on {operation.Name()}; remove this");
    }

    // YAML 1.1, which kubectl reads, takes a plain off for false; here it is a word.
    private static Verdict? Action(Tree value) => (value.Kind, value.Text) switch
    {
        (TreeKind.Text, "deny") => Verdict.Deny,
        (TreeKind.Text, "warn") => Verdict.Warn,
        (TreeKind.Text, "audit") => Verdict.Audit,
        (TreeKind.Text or TreeKind.Boolean, "off") => null,
        (TreeKind.List, _) => throw new BadInputException(value, "an action is expected: deny, warn, audit or off"),
        (TreeKind.Null, _) => throw new BadInputException(value, "the action is missing: deny, warn, audit or off"),
        _ => throw new BadInputException(value, $"{OneLine.Quote(value.Text)} is no action; expected deny, warn, audit or off"),
    };
}
