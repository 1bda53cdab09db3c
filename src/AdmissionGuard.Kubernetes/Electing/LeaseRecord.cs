using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Electing;

/// <summary>What a Lease says (coordination.k8s.io/v1, <c>spec</c>).</summary>
/// <param name="Holder">Who leads; empty when nobody does.</param>
/// <param name="Seconds">For how many seconds after the last renewal nobody else may.</param>
/// <param name="Acquired">Since when, by the clock of the one who leads.</param>
/// <param name="Renewed">The last renewal, by the same clock.</param>
/// <param name="Transitions">How often the lead has changed.</param>
internal sealed record LeaseRecord(string Holder, int Seconds, DateTimeOffset? Acquired, DateTimeOffset? Renewed, int Transitions)
{
    // MicroTime: RFC 3339 with exactly six digits.
    private const string MicroTime = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static LeaseRecord Of(JsonObject lease)
    {
        var spec = lease["spec"] as JsonObject ?? [];
        return new LeaseRecord(
            (string?)spec["holderIdentity"] ?? "",
            (int?)spec["leaseDurationSeconds"] ?? 0,
            Moment(spec["acquireTime"]),
            Moment(spec["renewTime"]),
            (int?)spec["leaseTransitions"] ?? 0);
    }

    public JsonObject ToObject(ObjectKey key) => WriteTo(new JsonObject
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["namespace"] = key.Namespace, ["name"] = key.Name },
    });

    /// <summary>The same Lease with another spec; metadata, and with them the resourceVersion, stay.</summary>
    public JsonObject WriteTo(JsonObject lease)
    {
        var next = (JsonObject)lease.DeepClone();
        next["spec"] = new JsonObject
        {
            ["holderIdentity"] = Holder,
            ["leaseDurationSeconds"] = Seconds,
            ["acquireTime"] = Text(Acquired),
            ["renewTime"] = Text(Renewed),
            ["leaseTransitions"] = Transitions,
        };
        return next;
    }

    private static DateTimeOffset? Moment(JsonNode? node) =>
        DateTimeOffset.TryParse((string?)node, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static string? Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture);
}
