using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Objects.Validation;

/// <summary>Label selectors and labels.</summary>
internal static class SelectorValidation
{
    /// <summary>What is wrong with a selector.</summary>
    public static IEnumerable<FieldFault> Selector(JsonObject? selector, string path)
    {
        if (selector is null)
        {
            return [];
        }

        var expressions = selector["matchExpressions"] as JsonArray ?? [];
        return Labels(selector["matchLabels"] as JsonObject, $"{path}.matchLabels")
            .Concat(expressions.SelectMany((item, at) => Requirement(item as JsonObject ?? [], $"{path}.matchExpressions[{at}]")));
    }

    /// <summary>What is wrong with labels.</summary>
    public static IEnumerable<FieldFault> Labels(JsonObject? labels, string path)
    {
        foreach (var (key, value) in labels ?? [])
        {
            foreach (var fault in NameRules.QualifiedName(key))
            {
                yield return FieldFault.Invalid(path, key, fault);
            }

            foreach (var fault in NameRules.LabelValue(value?.GetValue<string>() ?? ""))
            {
                yield return FieldFault.Invalid(path, value, fault);
            }
        }
    }

    private static IEnumerable<FieldFault> Requirement(JsonObject requirement, string path)
    {
        var values = requirement["values"] as JsonArray ?? [];
        var operation = requirement["operator"]?.GetValue<string>() ?? "";
        if (operation is "In" or "NotIn")
        {
            if (values.Count == 0)
            {
                yield return FieldFault.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'");
            }
        }
        else if (operation is "Exists" or "DoesNotExist")
        {
            if (values.Count > 0)
            {
                yield return FieldFault.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }
        }
        else
        {
            yield return FieldFault.Invalid($"{path}.operator", operation, "not a valid selector operator");
        }

        var key = requirement["key"]?.GetValue<string>() ?? "";
        foreach (var fault in NameRules.QualifiedName(key))
        {
            yield return FieldFault.Invalid($"{path}.key", key, fault);
        }

        for (var at = 0; at < values.Count; at++)
        {
            foreach (var fault in NameRules.LabelValue(values[at]?.GetValue<string>() ?? ""))
            {
                yield return FieldFault.Invalid($"{path}.values[{at}]", values[at], fault);
            }
        }
    }
}
