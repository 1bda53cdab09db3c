using System.Collections.Immutable;
using System.Globalization;
using AdmissionGuard.Core.Model;
using LabelSet = AdmissionGuard.Core.Model.Labels;
using NamespaceLabels = AdmissionGuard.Core.Model.Namespace;

namespace AdmissionGuard.Core.Tests;

/// <summary>
/// The smallest valid objects, written as briefly as kubectl prints them, so that a test shows what it is about and nothing else.
/// What has no parameter here is set with <c>with { … }</c>.
/// </summary>
internal static class Some
{
    /// <summary>A key such as <c>shop/web</c>.</summary>
    public static ObjectKey Key(string key)
    {
        var parts = key.Split('/');
        return parts.Length == 2 ? new ObjectKey(parts[0], parts[1]) : throw new FormatException($"not namespace/name: {key}");
    }

    /// <summary>Labels such as <c>app=web,tier=front</c>.</summary>
    public static Labels Labels(string labels) => LabelSet.From(List(labels).Select(Pair));

    /// <summary>
    /// A selector as kubectl writes it: <c>app=web,tier in (a,b),env notin (dev),canary,!legacy</c>; the empty text selects everything.
    /// </summary>
    public static LabelSelector Selector(string selector) => LabelSelector.From(List(selector).Select(Requirement));

    /// <summary>An address.</summary>
    public static IpAddress Address(string address) => IpAddress.Parse(address) ?? throw new FormatException($"not an address: {address}");

    /// <summary>Addresses such as <c>10.1.0.1,fd00::1</c>.</summary>
    public static ImmutableArray<IpAddress> Addresses(string addresses) => [.. List(addresses).Select(address => Address(address))];

    /// <summary>A CIDR's range.</summary>
    public static IpRange Cidr(string cidr) => IpRange.ParseCidr(cidr) ?? throw new FormatException($"not a CIDR: {cidr}");

    /// <summary>A namespace with the label that every namespace has, and others such as <c>env=prod</c>.</summary>
    public static Namespace Namespace(string name, string labels = "") =>
        new(name, Labels($"{NamespaceLabels.NameLabel}={name},{labels}"));

    /// <summary>A node.</summary>
    public static Node Node(string name, string addresses = "") => new(name, Addresses(addresses));

    /// <summary>A running pod.</summary>
    /// <param name="key">Namespace and name.</param>
    /// <param name="labels">Such as <c>app=web,tier=front</c>.</param>
    /// <param name="ports">What its containers declare, such as <c>http=TCP 8080, UDP 53</c>.</param>
    /// <param name="at">Its addresses; those of its node when it is a hostNetwork pod and nothing else is said.</param>
    /// <param name="node">Its node's name.</param>
    /// <param name="nodeAt">Its node's addresses.</param>
    /// <param name="hostNetwork">Whether it uses its node's network.</param>
    /// <param name="owner">Its workload such as <c>web[Deployment]</c>; left out, the pod itself.</param>
    public static Pod Pod(
        string key,
        string labels = "",
        string ports = "",
        string at = "",
        string? node = null,
        string nodeAt = "",
        bool hostNetwork = false,
        string? owner = null)
    {
        var id = Key(key);
        return new Pod
        {
            Key = id,
            Labels = Labels(labels),
            Workload = owner?.Split('[', ']') is [var name, var kind, ..]
                ? new Workload(id.Namespace, name, kind)
                : new Workload(id.Namespace, id.Name, "Pod"),
            NodeName = node,
            HostNetwork = hostNetwork,
            Addresses = Addresses(at.Length == 0 && hostNetwork ? nodeAt : at),
            HostAddresses = Addresses(nodeAt),
            Ports = ContainerPorts(ports),
        };
    }

    /// <summary>The ports of a pod's containers, such as <c>http=TCP 8080, UDP 53</c>.</summary>
    public static ContainerPorts ContainerPorts(string ports) => new([.. List(ports).Select(ContainerPort)]);

    /// <summary>A policy. Without <paramref name="types"/> its policyTypes are those that the API server defaults.</summary>
    /// <param name="key">Namespace and name.</param>
    /// <param name="on">The podSelector; left out, all pods of the namespace.</param>
    /// <param name="ingress">Ingress rules.</param>
    /// <param name="egress">Egress rules.</param>
    /// <param name="types">What <c>policyTypes</c> says.</param>
    public static NetworkPolicy Policy(
        string key,
        string on = "",
        PolicyRule[]? ingress = null,
        PolicyRule[]? egress = null,
        PolicyTypes? types = null) => new() { Key = Key(key), Spec = Spec(on, ingress, egress, types) };

    /// <summary>A policy's spec; see <see cref="Policy"/>.</summary>
    public static PolicySpec Spec(string on = "", PolicyRule[]? ingress = null, PolicyRule[]? egress = null, PolicyTypes? types = null) =>
        new(Selector(on), [.. ingress ?? []], [.. egress ?? []], types);

    /// <summary>A rule. Without peers it admits everybody, without ports everything.</summary>
    /// <param name="peers">Its peers.</param>
    /// <param name="ports">Its ports, such as <c>TCP 80, TCP 8000-8090, TCP http, UDP</c>.</param>
    public static PolicyRule Rule(PolicyPeer[]? peers = null, string ports = "") =>
        new([.. peers ?? []], [.. List(ports).Select(PolicyPort)]);

    /// <summary>A rule of one peer.</summary>
    public static PolicyRule Rule(PolicyPeer peer, string ports = "") => Rule([peer], ports);

    /// <summary>A peer of selectors. A selector that is left out is absent; the empty one selects everything.</summary>
    public static PolicyPeer Peer(string? pods = null, string? namespaces = null) =>
        new(pods is null ? null : Selector(pods), namespaces is null ? null : Selector(namespaces));

    /// <summary>A peer of addresses, such as <c>Block("10.0.0.0/8", "10.1.0.0/16,10.2.0.0/16")</c>.</summary>
    public static PolicyPeer Block(string cidr, string except = "") =>
        new(IpBlock: new IpBlock(Cidr(cidr), [.. List(except).Select(range => Cidr(range))]));

    /// <summary>A Service.</summary>
    /// <param name="key">Namespace and name.</param>
    /// <param name="on">The pods behind it; null when it has no selector.</param>
    /// <param name="ports">Such as <c>TCP 80, TCP 443:8443, http=TCP 80:web</c>: a name, the port, where it leads to.</param>
    /// <param name="at">Its cluster addresses.</param>
    public static Service Service(string key, string? on, string ports, string at = "") =>
        new(Key(key), on is null ? null : Selector(on), [.. List(ports).Select(ServicePort)], Addresses(at));

    /// <summary>A cluster of these objects; namespaces need no mention unless their labels matter.</summary>
    public static ClusterState Cluster(
        Pod[]? pods = null,
        NetworkPolicy[]? policies = null,
        Namespace[]? namespaces = null,
        Service[]? services = null,
        Node[]? nodes = null)
    {
        var keys = (pods ?? []).Select(p => p.Key).Concat((policies ?? []).Select(p => p.Key)).Concat((services ?? []).Select(s => s.Key));
        var mentioned = keys.Select(key => Namespace(key.Namespace));
        return new ClusterState
        {
            Namespaces = [.. (namespaces ?? []).Concat(mentioned).DistinctBy(n => n.Name, StringComparer.Ordinal)],
            Pods = [.. pods ?? []],
            Policies = [.. policies ?? []],
            Services = [.. services ?? []],
            Nodes = [.. nodes ?? []],
        };
    }

    private static LabelRequirement Requirement(string text) => text.Split(' ', 3) switch
    {
        [var key, "in", var values] => new LabelRequirement(key, LabelOperator.In, [.. List(values.Trim('(', ')'))]),
        [var key, "notin", var values] => new LabelRequirement(key, LabelOperator.NotIn, [.. List(values.Trim('(', ')'))]),
        [['!', .. var key]] => new LabelRequirement(key, LabelOperator.DoesNotExist, []),
        [var pair] when pair.Split('=') is [var key, var value] => new LabelRequirement(key, LabelOperator.In, [value]),
        [var key] => new LabelRequirement(key, LabelOperator.Exists, []),
        _ => throw new FormatException($"not a requirement: {text}"),
    };

    private static KeyValuePair<string, string> Pair(string text) =>
        text.Split('=') is [var key, var value] ? new(key, value) : throw new FormatException($"not a label: {text}");

    private static ContainerPort ContainerPort(string text)
    {
        var (name, protocol, port) = NamedPort(text);
        return new ContainerPort(name, protocol, Number(port));
    }

    private static ServicePort ServicePort(string text)
    {
        var (name, protocol, port) = NamedPort(text);
        return port.Split(':') switch
        {
            [var number, var target] when char.IsAsciiDigit(target[0]) =>
                new ServicePort(name, protocol, Number(number), Number(target), null),
            [var number, var target] => new ServicePort(name, protocol, Number(number), null, target),
            _ => new ServicePort(name, protocol, Number(port), Number(port), null),
        };
    }

    private static PolicyPort PolicyPort(string text) => text.Split(' ') switch
    {
        [var protocol] => new PolicyPort(Protocol(protocol)),
        [var protocol, var port] when char.IsAsciiDigit(port[0]) && port.Split('-') is [var first, var last] =>
            new PolicyPort(Protocol(protocol), Number(first), Number(last)),
        [var protocol, var port] when char.IsAsciiDigit(port[0]) => new PolicyPort(Protocol(protocol), Number(port)),
        [var protocol, var name] => new PolicyPort(Protocol(protocol), Name: name),
        _ => throw new FormatException($"not a port: {text}"),
    };

    private static (string? Name, Protocol Protocol, string Port) NamedPort(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return text[(equals + 1)..].Split(' ') is [var protocol, var port]
            ? (equals < 0 ? null : text[..equals], Protocol(protocol), port)
            : throw new FormatException($"not a port: {text}");
    }

    private static Protocol Protocol(string name) => Protocols.Parse(name) ?? throw new FormatException($"not a protocol: {name}");

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    // Splits at commas outside of parentheses.
    private static IEnumerable<string> List(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i == text.Length ? ',' : text[i];
            depth += c switch { '(' => 1, ')' => -1, _ => 0 };
            if (c == ',' && depth == 0)
            {
                if (text[start..i].Trim() is { Length: > 0 } part)
                {
                    yield return part;
                }

                start = i + 1;
            }
        }
    }
}
