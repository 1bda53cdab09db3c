using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Review;

/// <summary>A policy's spec, and parts of it, as the API writes them.</summary>
public static class SpecJson
{
    /// <summary>A whole spec. What is read from it means the same: it has the same <see cref="SpecText"/>.</summary>
    public static JsonObject Of(PolicySpec spec)
    {
        var json = new JsonObject
        {
            ["podSelector"] = Of(spec.PodSelector),
            ["policyTypes"] = new JsonArray([.. Enum.GetValues<Direction>().Where(spec.Isolates).Select(type => JsonValue.Create(type.ToString()))]),
        };
        if (!spec.Ingress.IsEmpty)
        {
            json["ingress"] = new JsonArray([.. spec.Ingress.Select(rule => Of(rule, "from"))]);
        }

        if (!spec.Egress.IsEmpty)
        {
            json["egress"] = new JsonArray([.. spec.Egress.Select(rule => Of(rule, "to"))]);
        }

        return json;
    }

    /// <summary>A rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="peers">What its peers are called: <c>from</c> or <c>to</c>.</param>
    public static JsonObject Of(PolicyRule rule, string peers)
    {
        var json = new JsonObject();
        if (!rule.Peers.IsEmpty)
        {
            json[peers] = new JsonArray([.. rule.Peers.Select(Of)]);
        }

        if (!rule.Ports.IsEmpty)
        {
            json["ports"] = new JsonArray([.. rule.Ports.Select(Of)]);
        }

        return json;
    }

    /// <summary>A peer.</summary>
    public static JsonObject Of(PolicyPeer peer)
    {
        var json = new JsonObject();
        if (peer.IpBlock is { } block)
        {
            var written = new JsonObject { ["cidr"] = Cidr(block.Cidr) };
            if (!block.Except.IsEmpty)
            {
                written["except"] = new JsonArray([.. block.Except.Select(range => JsonValue.Create(Cidr(range)))]);
            }

            json["ipBlock"] = written;
        }

        if (peer.NamespaceSelector is { } namespaces)
        {
            json["namespaceSelector"] = Of(namespaces);
        }

        if (peer.PodSelector is { } pods)
        {
            json["podSelector"] = Of(pods);
        }

        return json;
    }

    /// <summary>A selector as it is written, so that a <c>test</c> of it holds in its manifest.</summary>
    public static JsonObject Of(LabelSelector selector)
    {
        var (json, spelling) = (new JsonObject(), selector.Spelling);
        if (!spelling.MatchLabels.IsEmpty)
        {
            json["matchLabels"] = new JsonObject(spelling.MatchLabels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Values[0])));
        }

        if (!spelling.MatchExpressions.IsEmpty)
        {
            json["matchExpressions"] = new JsonArray([.. spelling.MatchExpressions.Select(Of)]);
        }

        return json;
    }

    private static JsonObject Of(LabelRequirement requirement)
    {
        var json = new JsonObject { ["key"] = requirement.Key, ["operator"] = requirement.Operator.ToString() };
        if (!requirement.Values.IsEmpty)
        {
            json["values"] = new JsonArray([.. requirement.Values.Select(one => JsonValue.Create(one))]);
        }

        return json;
    }

    /// <summary>The number or the name of a port.</summary>
    public static JsonNode PortOf(PolicyPort port) => port.Name is { } name ? JsonValue.Create(name) : JsonValue.Create(port.Port!.Value);

    private static JsonObject Of(PolicyPort port)
    {
        var json = new JsonObject { ["protocol"] = port.Protocol.Name() };
        if (port.Port is not null || port.Name is not null)
        {
            json["port"] = PortOf(port);
        }

        if (port.EndPort is { } end)
        {
            json["endPort"] = end;
        }

        return json;
    }

    private static string Cidr(IpRange range)
    {
        var width = range.Family == IpFamily.IPv4 ? 32 : 128;
        var hosts = range.Last - range.First;
        return $"{new IpAddress(range.Family, range.First)}/{width - (int)UInt128.PopCount(hosts)}";
    }
}
