using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>A listener, and what it has told, by the ports of its containers.</summary>
internal sealed record Listener(StandIn StandIn, StandInState State, IReadOnlyDictionary<int, ListenerLog> Logs);

/// <summary>A connector, and what it has told.</summary>
internal sealed record Connector(StandIn StandIn, StandInState State, ConnectorLog Log);

/// <summary>The stand-ins of a run once they have been started, or have failed to.</summary>
/// <param name="listeners">By the pod that they stand for.</param>
/// <param name="connectors">By the pod that they stand for.</param>
internal sealed class StandInStage(IReadOnlyDictionary<ObjectKey, Listener> listeners, IReadOnlyDictionary<ObjectKey, Connector> connectors)
{
    /// <summary>Who listens for a probe.</summary>
    public Listener? ListenerOf(Probe probe) => listeners.GetValueOrDefault(probe.Destination.Pod!.Value);

    /// <summary>Who connects for a probe; null for one that comes from a node.</summary>
    public Connector? ConnectorOf(Probe probe) => probe.Source.IsNode ? null : connectors.GetValueOrDefault(probe.Source.Pod!.Value);

    /// <summary>Why nothing can be known of a probe, as long as nothing changes; null when something can.</summary>
    public string? Obstacle(Probe probe)
    {
        if (ListenerOf(probe) is not { } listener)
        {
            return $"nothing stands for {probe.Destination}";
        }

        if (listener.State is StandInState.Lost { Why: var why })
        {
            return $"nothing stands for {probe.Destination}: {why}";
        }

        if (!listener.Logs.TryGetValue(probe.Port, out var log))
        {
            return $"what stands for {probe.Destination} does not listen there: it has {StandIn.MostPorts} ports already";
        }

        if (log.WhyDeaf(probe.Port) is { } deaf)
        {
            return $"what stands for {probe.Destination} does not listen there: {deaf}";
        }

        if (AddressOf(listener, probe) is null)
        {
            return $"what stands for {probe.Destination} has no {probe.Family} address";
        }

        return ConnectorOf(probe) switch
        {
            null => probe.Source.IsNode ? null : $"nothing stands for {probe.Source}",
            { State: StandInState.Lost { Why: var lost } } => $"nothing stands for {probe.Source}: {lost}",
            _ => null,
        };
    }

    /// <summary>The address of a listener that a probe goes to.</summary>
    public static IpAddress? AddressOf(Listener listener, Probe probe) => listener.State is StandInState.Running running
        ? running.Addresses.Where(address => address.Family == probe.Family).Select(address => (IpAddress?)address).FirstOrDefault()
        : null;
}
