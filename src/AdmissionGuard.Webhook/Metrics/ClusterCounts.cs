using System.Diagnostics.Metrics;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Webhook.Metrics;

/// <summary>The counts of a kind that have a second label. Every value of the label is there from the beginning, so that rates are right.</summary>
internal static class ClusterCounts
{
    /// <summary>Lists after the first, by reason.</summary>
    public static IEnumerable<Measurement<long>> Relists(KindHealth kind) => Enum.GetValues<RelistReason>().Select(reason => Measured(
        kind, kind.Status.Counters.Relists.GetValueOrDefault(reason), "reason", Name(reason)));

    /// <summary>Events, by type.</summary>
    public static IEnumerable<Measurement<long>> Events(KindHealth kind)
    {
        var counters = kind.Status.Counters;
        return new (string Type, long Count)[]
        {
            ("added", counters.Added), ("modified", counters.Modified), ("deleted", counters.Deleted), ("bookmark", counters.Bookmarks),
            ("error", counters.Errors), ("ignored", counters.Ignored), ("undecodable", counters.Bad),
        }.Select(each => Measured(kind, each.Count, "type", each.Type));
    }

    private static Measurement<long> Measured(KindHealth kind, long value, string label, string name) =>
        new(value, new KeyValuePair<string, object?>("resource", kind.Status.Resource), new KeyValuePair<string, object?>(label, name));

    private static string Name(RelistReason reason) => reason switch
    {
        RelistReason.Expired => "expired",
        RelistReason.Undecodable => "undecodable",
        RelistReason.ServerError => "server-error",
        RelistReason.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
