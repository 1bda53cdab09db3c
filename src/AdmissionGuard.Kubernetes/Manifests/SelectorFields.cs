using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes label selectors.</summary>
internal static class SelectorFields
{
    private const string ValueAdvice = "use at most 63 letters, digits, -, _ and . with a letter or digit at both ends";

    private const string KeyAdvice = $"{ValueAdvice}, after an optional prefix like example.com/";

    /// <summary>A selector; null when it is missing or null, which is not the same as <c>{}</c>.</summary>
    public static LabelSelector? Decode(Tree? selector, DecodingContext context)
    {
        if (selector is null)
        {
            return null;
        }

        KnownFields.Check(selector, KnownFields.Selector, context);
        return LabelSelector.Written(new SelectorSpelling(
            [.. selector.Field("matchLabels").Pairs().Select(pair => MatchLabel(pair.Key, pair.Value))],
            [.. selector.Field("matchExpressions").List().Select(expression => MatchExpression(expression, context))]));
    }

    private static LabelRequirement MatchLabel(string key, Tree value)
    {
        CheckKey(value, key);
        return new LabelRequirement(key, LabelOperator.In, [CheckedValue(value)]);
    }

    private static LabelRequirement MatchExpression(Tree expression, DecodingContext context)
    {
        KnownFields.Check(expression, KnownFields.Expression, context);
        var key = expression.Field("key") ?? throw new BadInputException(expression, "key", "missing; name a label");
        CheckKey(key, key.String() ?? "");
        var operation = Operator(expression);
        var values = expression.Field("values").List();
        var takesValues = operation is LabelOperator.In or LabelOperator.NotIn;
        if (takesValues && values.Length == 0)
        {
            throw new BadInputException(
                expression, "values", $"{operation} needs at least one value; add one or use Exists or DoesNotExist");
        }

        if (!takesValues && values.Length > 0)
        {
            throw new BadInputException(expression.Field("values")!, $"{operation} takes no values; remove them or use In or NotIn");
        }

        // Values of expressions were not always checked, and the API server goes on serving what it stored then
        // (AllowInvalidLabelValueInSelector); no pod can have such a label.
        var read = context.Use != ManifestUse.Change ? values.Select(value => value.String() ?? "") : values.Select(CheckedValue);
        return new LabelRequirement(key.Text, operation, [.. read]);
    }

    private static LabelOperator Operator(Tree expression) => expression.Field("operator").String() switch
    {
        "In" => LabelOperator.In,
        "NotIn" => LabelOperator.NotIn,
        "Exists" => LabelOperator.Exists,
        "DoesNotExist" => LabelOperator.DoesNotExist,
        null => throw new BadInputException(expression, "operator", "missing; use In, NotIn, Exists or DoesNotExist"),
        var other => throw new BadInputException(
            expression.Field("operator")!, $"{OneLine.Quote(other)} is no operator; use In, NotIn, Exists or DoesNotExist"),
    };

    private static void CheckKey(Tree at, string key)
    {
        if (!NameSyntax.IsLabelKey(key))
        {
            throw new BadInputException(at, $"{OneLine.Quote(key)} is no label key; {KeyAdvice}");
        }
    }

    private static string CheckedValue(Tree value)
    {
        var text = value.String() ?? "";
        return NameSyntax.IsLabelValue(text)
            ? text
            : throw new BadInputException(value, $"{OneLine.Quote(text)} is no label value; {ValueAdvice}");
    }
}
