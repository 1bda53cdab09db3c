using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.TestKit.Objects.Validation;

/// <summary>What the API server refuses in a NetworkPolicy's spec, after defaulting, in its order.</summary>
internal static class NetworkPolicyValidation
{
    private const string CidrRule = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /// <summary>What is wrong with a policy's spec.</summary>
    public static IEnumerable<FieldFault> Spec(JsonObject spec) =>
        SelectorValidation.Selector(spec["podSelector"] as JsonObject, "spec.podSelector")
            .Concat(Rules(spec, "ingress", "from"))
            .Concat(Rules(spec, "egress", "to"))
            .Concat(Types(spec["policyTypes"] as JsonArray ?? []));

    private static IEnumerable<FieldFault> Rules(JsonObject spec, string direction, string peers) =>
        Items(spec, direction).SelectMany((rule, at) =>
            Items(rule, "ports").SelectMany((port, index) => Port(port, $"spec.{direction}[{at}].ports[{index}]"))
                .Concat(Items(rule, peers).SelectMany((peer, index) => Peer(peer, $"spec.{direction}[{at}].{peers}[{index}]"))));

    private static IEnumerable<FieldFault> Port(JsonObject port, string path)
    {
        if (port["protocol"]?.GetValue<string>() is { } protocol and not ("TCP" or "UDP" or "SCTP"))
        {
            yield return FieldFault.NotSupported($"{path}.protocol", protocol, "TCP", "UDP", "SCTP");
        }

        var end = port["endPort"];
        var number = port["port"];
        if (number is null)
        {
            if (end is not null)
            {
                yield return FieldFault.Invalid($"{path}.endPort", end, "may not be specified when `port` is not specified");
            }
        }
        else if (number.GetValueKind() == JsonValueKind.String)
        {
            if (end is not null)
            {
                yield return FieldFault.Invalid($"{path}.endPort", end, "may not be specified when `port` is non-numeric");
            }

            foreach (var fault in NameRules.PortName(number.GetValue<string>()))
            {
                yield return FieldFault.Invalid($"{path}.port", number, fault);
            }
        }
        else
        {
            foreach (var fault in NumericPort(number, end, path))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<FieldFault> NumericPort(JsonNode number, JsonNode? end, string path)
    {
        foreach (var fault in NameRules.PortNumber(number.Whole()))
        {
            yield return FieldFault.Invalid($"{path}.port", number, fault);
        }

        if (end is null)
        {
            yield break;
        }

        if (end.Whole() < number.Whole())
        {
            yield return FieldFault.Invalid($"{path}.endPort", end, "must be greater than or equal to `port`");
        }

        foreach (var fault in NameRules.PortNumber(end.Whole()))
        {
            yield return FieldFault.Invalid($"{path}.endPort", end, fault);
        }
    }

    private static IEnumerable<FieldFault> Peer(JsonObject peer, string path)
    {
        var pods = peer["podSelector"] as JsonObject;
        var namespaces = peer["namespaceSelector"] as JsonObject;
        var block = peer["ipBlock"] as JsonObject;
        var faults = SelectorValidation.Selector(pods, $"{path}.podSelector")
            .Concat(SelectorValidation.Selector(namespaces, $"{path}.namespaceSelector"))
            .Concat(block is null ? [] : Block(block, $"{path}.ipBlock"));
        return (pods, namespaces, block) switch
        {
            (null, null, null) => faults.Append(FieldFault.Required(path, "must specify a peer")),
            ({ }, _, { }) or (_, { }, { }) => faults.Append(FieldFault.Forbidden(path, "may not specify both ipBlock and another peer")),
            _ => faults,
        };
    }

    private static IEnumerable<FieldFault> Block(JsonObject block, string path)
    {
        var text = block["cidr"]?.GetValue<string>() ?? "";
        if (text.Length == 0)
        {
            yield return FieldFault.Required($"{path}.cidr", "");
            yield break;
        }

        if (Network(text) is not { } network)
        {
            yield return FieldFault.Invalid($"{path}.cidr", text, CidrRule);
            yield break;
        }

        var exceptions = block["except"] as JsonArray ?? [];
        for (var at = 0; at < exceptions.Count; at++)
        {
            var exception = Network(exceptions[at]?.GetValue<string>() ?? "");
            if (exception is null)
            {
                yield return FieldFault.Invalid($"{path}.except[{at}]", exceptions[at] ?? "", CidrRule);
            }
            else if (network.PrefixLength >= exception.Value.PrefixLength || !network.Contains(exception.Value.BaseAddress))
            {
                yield return FieldFault.Invalid($"{path}.except[{at}]", exceptions[at], "must be a strict subset of `cidr`");
            }
        }
    }

    private static IEnumerable<FieldFault> Types(JsonArray types)
    {
        if (types.Count > 2)
        {
            return [FieldFault.Invalid("spec.policyTypes", types, "may not specify more than two policyTypes")];
        }

        return types.Select((type, at) => (Name: type?.GetValue<string>() ?? "", At: at))
            .Where(type => type.Name is not ("Ingress" or "Egress"))
            .Select(type => FieldFault.NotSupported($"spec.policyTypes[{type.At}]", type.Name, "Ingress", "Egress"));
    }

    // The API server masks the bits beyond the prefix; IPNetwork refuses them.
    private static IPNetwork? Network(string text)
    {
        if (text.Split('/') is not [var address, var prefix] || !IPAddress.TryParse(address, out var ip) ||
            !int.TryParse(prefix, NumberStyles.None, null, out var length))
        {
            return null;
        }

        var bytes = ip.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static IEnumerable<JsonObject> Items(JsonObject parent, string list) =>
        (parent[list] as JsonArray ?? []).Select(item => item as JsonObject ?? []);
}
