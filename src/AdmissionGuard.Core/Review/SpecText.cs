using System.Collections.Immutable;
using System.Text;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Review;

/// <summary>
/// A policy's spec in normal form, as text: two specs that say the same in another order or spelling have the same text. The form must
/// never change, because acknowledgements are digests of it.
/// </summary>
public static class SpecText
{
    /// <summary>The normal form; empty for no spec.</summary>
    public static string Of(PolicySpec? spec)
    {
        if (spec is null)
        {
            return "";
        }

        var text = new StringBuilder();
        text.Append("podSelector ").Append(spec.PodSelector).Append('\n');
        text.Append("policyTypes ").Append(Types(spec.EffectiveTypes)).Append('\n');
        Append(text, "ingress", spec.Ingress);
        Append(text, "egress", spec.Egress);
        return text.ToString();
    }

    /// <summary>A peer as one line: <c>namespaceSelector {} podSelector app=web</c> or <c>ipBlock 10.0.0.0-10.255.255.255 except …</c>.</summary>
    public static string Of(PolicyPeer peer)
    {
        if (peer.IpBlock is { } block)
        {
            var except = block.Except.Order().Distinct().Select(range => range.ToString());
            return block.Except.IsEmpty ? $"ipBlock {block.Cidr}" : $"ipBlock {block.Cidr} except {string.Join(',', except)}";
        }

        var parts = new List<string>(2);
        if (peer.NamespaceSelector is { } namespaces)
        {
            parts.Add($"namespaceSelector {namespaces}");
        }

        if (peer.PodSelector is { } pods)
        {
            parts.Add($"podSelector {pods}");
        }

        return string.Join(' ', parts);
    }

    /// <summary><c>[Ingress]</c>, <c>[Ingress,Egress]</c> and so on, as the API writes them.</summary>
    public static string Types(PolicyTypes types) => types switch
    {
        PolicyTypes.Both => "[Ingress,Egress]",
        PolicyTypes.Ingress => "[Ingress]",
        PolicyTypes.Egress => "[Egress]",
        _ => "[]",
    };

    private static void Append(StringBuilder text, string direction, ImmutableArray<PolicyRule> rules)
    {
        foreach (var rule in rules.Select(Line).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append(direction).Append(' ').Append(rule).Append('\n');
        }
    }

    private static string Line(PolicyRule rule) => $"peers [{Join(rule.Peers.Select(Of))}] ports [{Join(rule.Ports.Select(Port))}]";

    private static string Join(IEnumerable<string> items) =>
        string.Join("; ", items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Port(PolicyPort port) => (port.Port, port.Name) switch
    {
        ({ } first, _) => $"{port.Protocol.Name()} {first}-{port.EndPort ?? first}",
        (_, { } name) => $"{port.Protocol.Name()} {name}",
        _ => $"{port.Protocol.Name()} *",
    };
}
