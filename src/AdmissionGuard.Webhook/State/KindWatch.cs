using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.State;

/// <summary>
/// Tells the log how following the cluster goes. A kind in trouble fails every few seconds, for hours perhaps: only that it begins and that
/// it ends is worth a line.
/// </summary>
/// <param name="log">The log.</param>
internal sealed class KindWatch(ILogger log)
{
    // Each object that cannot be read is told of once, as long as they are few.
    private const int MostRemembered = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Resource, WatchIncidentKind How)> _failing = [];
    private readonly HashSet<string> _undecodable = new(StringComparer.Ordinal);

    /// <summary>Takes what happened; from any thread.</summary>
    public void Note(WatchIncident incident)
    {
        log.Incident(incident.Resource, incident.Message);
        lock (_lock)
        {
            if (incident.Kind == WatchIncidentKind.Failed && _failing.Add((incident.Resource, incident.Kind)))
            {
                log.KindFailing(incident.Resource, OneLine.Of(incident.Message));
            }
            else if (incident.Kind == WatchIncidentKind.Refused && _failing.Add((incident.Resource, incident.Kind)))
            {
                log.KindRefused(incident.Resource, OneLine.Of(incident.Message));
            }
            else if (incident.Kind == WatchIncidentKind.Undecodable
                && _undecodable.Count < MostRemembered && _undecodable.Add($"{incident.Resource} {incident.Message}"))
            {
                log.Undecodable(incident.Resource, OneLine.Of(incident.Message));
            }
        }
    }

    /// <summary>Looks who has recovered, which nobody tells.</summary>
    public void Look(IEnumerable<ReflectorStatus> kinds)
    {
        lock (_lock)
        {
            foreach (var kind in kinds.Where(kind => kind.LastError is null && _failing.RemoveWhere(one => one.Resource == kind.Resource) > 0))
            {
                log.KindRecovered(kind.Resource);
            }
        }
    }
}
