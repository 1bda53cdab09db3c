using System.Diagnostics.Metrics;

namespace AdmissionGuard.Serving.Metrics;

/// <summary>
/// Which instruments are exported, and with which labels. Every label has a closed set of values: names of namespaces, policies, users and
/// servers would make a new series for each of them.
/// </summary>
internal static class Selection
{
    /// <summary>How the meters are called of which everything is exported.</summary>
    public const string OwnMeters = "AdmissionGuard.";

    private static readonly string[] None = [];

    // The runtime's and the framework's, with the tags that are kept.
    private static readonly Dictionary<string, string[]> BuiltIn = new(StringComparer.Ordinal)
    {
        ["http.server.request.duration"] = ["http.request.method", "http.response.status_code", "http.route"],
        ["http.server.active_requests"] = None,
        ["kestrel.active_connections"] = None,
        ["kestrel.queued_connections"] = None,
        ["kestrel.active_tls_handshakes"] = None,
        ["http.client.request.duration"] = ["http.request.method", "http.response.status_code"],
        ["http.client.open_connections"] = ["http.connection.state"],
        ["dotnet.gc.collections"] = ["gc.heap.generation"],
        ["dotnet.gc.heap.total_allocated"] = None,
        ["dotnet.gc.last_collection.heap.size"] = ["gc.heap.generation"],
        ["dotnet.gc.pause.time"] = None,
    };

    /// <summary>The tags to keep, with an empty list for none; null when the instrument is not exported.</summary>
    public static IReadOnlyList<string>? Find(Instrument instrument) =>
        instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal) ? All : BuiltIn.GetValueOrDefault(instrument.Name);

    /// <summary>Stands for every tag.</summary>
    public static IReadOnlyList<string> All { get; } = ["*"];
}
