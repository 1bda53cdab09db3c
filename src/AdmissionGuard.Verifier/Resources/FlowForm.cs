using System.Globalization;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Packets;

namespace AdmissionGuard.Verifier.Resources;

/// <summary>How packets, and what both halves know of them, are written into a NodeProbe.</summary>
internal static class FlowForm
{
    public static NodeFlow Of(Flow flow) => new()
    {
        Token = flow.Token.ToString(),
        Family = flow.Probe.Family.ToString(),
        Protocol = flow.Probe.Protocol.Name(),
        Port = flow.Port,
        From = Of(flow.Probe.Source),
        To = Of(flow.Probe.Destination),
    };

    public static FlowDeparture Of(ProbeToken token, Departure departure) => new()
    {
        Token = token.ToString(),
        Failure = departure.Failure,
        Sent = departure.Sent,
        Left = departure.Left,
        Diverted = departure.Diverted,
        Answer = departure.Answer == Answer.None ? null : departure.Answer.ToString(),
        AnsweredBy = departure.AnsweredBy?.ToString(),
    };

    public static FlowArrival Of(ProbeToken token, Arrival arrival) => new()
    {
        Token = token.ToString(),
        From = arrival.From?.ToString(),
        Blind = arrival.Blind,
    };

    /// <summary>What an agent says that it sent; a word that is not understood is no knowledge.</summary>
    public static Departure Read(FlowDeparture form)
    {
        var answer = Answer.None;
        if (form.Answer is not null && !Enum.TryParse(form.Answer, out answer))
        {
            return Departure.Failed($"the agent speaks of an answer \"{form.Answer}\", which is none");
        }

        return new Departure
        {
            Failure = form.Failure,
            Sent = form.Sent,
            Left = form.Left,
            Diverted = form.Diverted,
            Answer = answer,
            AnsweredBy = form.AnsweredBy is null ? null : IpAddress.Parse(form.AnsweredBy),
        };
    }

    /// <summary>What an agent says that it saw.</summary>
    public static Arrival Read(FlowArrival form)
    {
        if (form.From is null)
        {
            return new Arrival(null, null, form.Blind);
        }

        // Two machines' clocks cannot be compared: that it was seen is what counts.
        return IpAddress.Parse(form.From) is { } from
            ? new Arrival(0, from, null)
            : Arrival.Unseeing($"the agent speaks of an address \"{form.From}\", which is none");
    }

    /// <summary>What a packet is known by; null when the form is none of ours.</summary>
    public static ProbeToken? TokenOf(NodeFlow form) =>
        ulong.TryParse(form.Token, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var token) ? new ProbeToken(token) : null;

    /// <summary>The packet that is meant, between ends whose addresses are known by now; null when the form is none of ours.</summary>
    public static Flow? Read(NodeFlow form, ProbeEnd from, ProbeEnd to)
    {
        if (TokenOf(form) is not { } token
            || !Enum.TryParse<IpFamily>(form.Family, out var family)
            || Protocols.Parse(form.Protocol) is not { } protocol
            || form.Port is < 1 or > 65_535)
        {
            return null;
        }

        var probe = new Probe
        {
            Id = form.Token,
            Source = from,
            Destination = to,
            Family = family,
            Protocol = protocol,
            Port = form.Port,
            Role = ProbeRole.MustStay,
            Expectation = Expectation.Arrive,
        };
        return new Flow(token, probe, from.Address(family) ?? default);
    }

    private static FlowEnd Of(ProbeEnd end) => new()
    {
        Namespace = end.Pod?.Namespace ?? "",
        Name = end.Pod?.Name ?? "",
        Uid = end.Uid,
        Node = end.Node,
    };
}
