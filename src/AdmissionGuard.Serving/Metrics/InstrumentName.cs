using System.Diagnostics.Metrics;

namespace AdmissionGuard.Serving.Metrics;

/// <summary>
/// What Prometheus calls an instrument: <c>http.server.request.duration</c> in <c>s</c> is
/// <c>http_server_request_duration_seconds</c>, as OpenTelemetry's compatibility page has it.
/// </summary>
internal static class InstrumentName
{
    /// <summary>The name.</summary>
    public static string Of(Instrument instrument, MetricType type) =>
        WithSuffix(WithSuffix(Plain(instrument.Name), Unit(instrument.Unit)), type == MetricType.Counter ? "_total" : "");

    /// <summary>The name of a label.</summary>
    public static string OfLabel(string tag) => Plain(tag);

    private static string Plain(string name) => string.Create(name.Length, name, (text, source) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        }
    });

    private static string WithSuffix(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;

    // In braces stands what is counted ({request}), which the name says already.
    private static string Unit(string? unit) => unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    };
}
