using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>
/// What two halves make of a probe. The destination's word comes first: what was seen there has arrived, whatever answers the source got.
/// What was not seen there is blocked only when it is known to have left the source, and the destination to have been watched.
/// </summary>
internal static class Joining
{
    /// <summary>The outcome and the evidence, in words.</summary>
    /// <param name="flow">What was sent.</param>
    /// <param name="departure">What the source's node knows.</param>
    /// <param name="arrival">What the destination's node knows.</param>
    /// <param name="watched">For how long the destination was watched after the first packet.</param>
    /// <param name="time">The clock whose timestamps the halves carry; null when they come from two machines.</param>
    public static (Outcome Outcome, string Evidence) Join(Flow flow, Departure departure, Arrival arrival, TimeSpan watched, TimeProvider? time)
    {
        var (source, destination) = (flow.Probe.Source, flow.Probe.Destination);
        if (arrival is { At: { } at, From: { } from })
        {
            var after = time is null || departure.Sent == 0 ? "" : $" after {time.GetElapsedTime(departure.FirstSent, at).TotalMilliseconds:0.0} ms";
            var translated = from == flow.Source ? "" : $", which the network made of {flow.Source}";
            return (Outcome.Arrived, $"seen at {destination}{after}, from {from}{translated}");
        }

        if (departure.Failure is { } failure)
        {
            return (Outcome.Unknown, $"not sent from {source}: {failure}");
        }

        if (arrival.Blind is { } blind)
        {
            return (Outcome.Unknown, $"{destination} was not watched: {blind}");
        }

        // Else a sidecar's redirect in the source's pod would pass for a policy.
        if (!departure.Left)
        {
            var taken = departure.Diverted is { } elsewhere ? $"something inside sends it to {elsewhere} instead" : "something inside takes it";
            return (Outcome.Unknown, $"never left {source}: {taken}, as the sidecar of a mesh does");
        }

        var unseen = $"left {source} {Times(departure.Sent)}, not seen at {destination} in {watched.TotalSeconds:0.0} s";
        return departure.Answer switch
        {
            Answer.None => (Outcome.Blocked, unseen),
            Answer.Reset => (Outcome.Rejected, $"{unseen}; a TCP reset came from {departure.AnsweredBy}"),
            Answer.Prohibited => (Outcome.Rejected, $"{unseen}; {departure.AnsweredBy} says: administratively prohibited"),
            Answer.PortUnreachable => (Outcome.Rejected, $"{unseen}; {departure.AnsweredBy} says: port unreachable"),
            // A router that knows no way is a fault of the network, or the destination's end.
            Answer.NoRoute => (Outcome.Unknown, $"{unseen}; {departure.AnsweredBy} says: no route to it"),
            // A proxy on the way: whether it would hand the connection on cannot be known.
            Answer.Accepted => (Outcome.Unknown, $"{unseen}, yet {departure.AnsweredBy} answered: something on the way answers for it"),
            _ => throw new ArgumentOutOfRangeException(nameof(departure), departure.Answer, null),
        };
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
