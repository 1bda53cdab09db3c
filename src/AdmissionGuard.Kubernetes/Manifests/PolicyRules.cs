using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes the rules of a policy's direction, their peers and their ports.</summary>
internal static class PolicyRules
{
    /// <summary>The rules of <c>ingress</c> or <c>egress</c>.</summary>
    /// <param name="rules">The list.</param>
    /// <param name="peers">What the peers are called: <c>from</c> or <c>to</c>.</param>
    /// <param name="context">How to decode.</param>
    public static ImmutableArray<PolicyRule> Decode(Tree? rules, string peers, DecodingContext context)
    {
        string[] known = [peers, "ports"];
        return
        [
            .. rules.List("[] allows nothing and [{}] everything").Select(rule =>
            {
                KnownFields.Check(rule, known, context);
                return new PolicyRule(
                    [.. rule.Field(peers).List().Select(peer => DecodePeer(peer, context))],
                    [.. rule.Field("ports").List().Select(port => DecodePort(port, context))]);
            }),
        ];
    }

    private static PolicyPeer DecodePeer(Tree peer, DecodingContext context)
    {
        KnownFields.Check(peer, KnownFields.Peer, context);
        var decoded = new PolicyPeer(
            SelectorFields.Decode(peer.Field("podSelector"), context),
            SelectorFields.Decode(peer.Field("namespaceSelector"), context),
            IpBlockFields.Decode(peer.Field("ipBlock"), context));
        return decoded switch
        {
            { PodSelector: null, NamespaceSelector: null, IpBlock: null } =>
                throw new BadInputException(peer, "an empty peer; set podSelector, namespaceSelector or ipBlock"),
            { IpBlock: not null, PodSelector: not null } or { IpBlock: not null, NamespaceSelector: not null } =>
                throw new BadInputException(peer.Field("ipBlock")!, "stands beside a selector; make it a peer of its own"),
            _ => decoded,
        };
    }

    private static PolicyPort DecodePort(Tree port, DecodingContext context)
    {
        KnownFields.Check(port, KnownFields.Port, context);
        var written = port.Field("port");
        var name = written is { Kind: TreeKind.Text } ? PortName(written) : null;
        var number = name is null ? PortFields.Number(written) : null;
        return new PolicyPort(PortFields.Protocol(port.Field("protocol")), number, EndPort(port.Field("endPort"), number), name);
    }

    private static string PortName(Tree port)
    {
        if (port.Text.Length > 0 && !port.Text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new BadInputException(
                port, $"{OneLine.Quote(port.Text)} is a name because of its quotes; write {port.Text} without quotes");
        }

        return NameSyntax.IsPortName(port.Text)
            ? port.Text
            : throw new BadInputException(
                port,
                $"{OneLine.Quote(port.Text)} is no port name; use at most 15 of a-z, 0-9 and -, at least one letter, single dashes inside");
    }

    private static int? EndPort(Tree? endPort, int? port)
    {
        var end = PortFields.Number(endPort);
        if (end is null)
        {
            return null;
        }

        if (port is null)
        {
            throw new BadInputException(endPort!, "has no numeric port to start from; set port to the first port of the range");
        }

        return end >= port ? end : throw new BadInputException(endPort!, $"{end} is below port {port}; swap them");
    }
}
