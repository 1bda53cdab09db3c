using System.Globalization;
using System.Text;

namespace AdmissionGuard.Serving.Metrics;

/// <summary>
/// Prometheus' text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/. The packages that write it are not worth
/// a dependency.
/// </summary>
internal static class PrometheusText
{
    /// <summary>Writes metrics, sorted by name and labels.</summary>
    public static string Of(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (var family in families.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            text.Append($"# HELP {family.Name} {EscapedHelp(family.Help)}\n# TYPE {family.Name} {Name(family.Type)}\n");
            foreach (var (labels, series) in family.Series.Select(series => (Labels(series.Labels), series)).OrderBy(pair => pair.Item1, StringComparer.Ordinal))
            {
                if (family.Type == MetricType.Histogram)
                {
                    AddHistogram(text, family.Name, labels, series);
                }
                else
                {
                    text.Append($"{family.Name}{Braced(labels)} {Number(series.Value)}\n");
                }
            }
        }

        return text.ToString();
    }

    private static void AddHistogram(StringBuilder text, string name, string labels, MetricSeries series)
    {
        var comma = labels.Length == 0 ? "" : ",";
        var sum = 0L;
        foreach (var (bound, count) in series.Buckets)
        {
            // Each bucket counts everything below its bound.
            sum += count;
            text.Append($"{name}_bucket{{{labels}{comma}le=\"{Number(bound)}\"}} {sum}\n");
        }

        text.Append($"{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {series.Count}\n");
        text.Append($"{name}_sum{Braced(labels)} {Number(series.Value)}\n{name}_count{Braced(labels)} {series.Count}\n");
    }

    private static string Name(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge => "gauge",
        MetricType.Histogram => "histogram",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static string Labels(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.Select(label => $"{label.Key}=\"{EscapedValue(label.Value)}\""));

    private static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private static string EscapedHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapedValue(string text) => EscapedHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
