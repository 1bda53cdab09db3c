using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>A label selector as one line: apimachinery's <c>FormatLabelSelector</c>.</summary>
internal static class SelectorText
{
    public static string Of(JsonObject? selector)
    {
        if (selector is null)
        {
            return "<none>";
        }

        var terms = new List<(string Key, string Text)>();
        terms.AddRange((selector["matchLabels"] as JsonObject ?? []).Select(pair => (pair.Key, $"{pair.Key}={Cells.Text(pair.Value)}")));
        terms.AddRange(Cells.Items(selector["matchExpressions"]).Select(term => (Cells.Text(term["key"]), Expression(term))));
        return Cells.Joined(terms.OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => term.Text));
    }

    private static string Expression(JsonObject term)
    {
        var key = Cells.Text(term["key"]);
        var values = (term["values"] as JsonArray ?? []).Select(Cells.Text).Order(StringComparer.Ordinal);
        return Cells.Text(term["operator"]) switch
        {
            "In" => $"{key} in ({string.Join(",", values)})",
            "NotIn" => $"{key} notin ({string.Join(",", values)})",
            "Exists" => key,
            _ => $"!{key}",
        };
    }
}
