using System.Text;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <content>Clusters in words, so that a failure can be understood and rebuilt with <see cref="Some"/>.</content>
internal static partial class Clusters
{
    /// <summary>A cluster, one line for each object and rule.</summary>
    public static string Describe(ClusterState cluster)
    {
        var text = new StringBuilder();
        foreach (var item in cluster.Namespaces)
        {
            text.Append($"namespace {item.Name} {item.Labels}{Flag(item.IsTerminating, "terminating")}\n");
        }

        foreach (var node in cluster.Nodes)
        {
            text.Append($"node {node.Name} {string.Join(',', node.Addresses)}\n");
        }

        foreach (var pod in cluster.Pods)
        {
            text.Append($"pod {pod.Key} of {pod.Workload}, labels {Or(pod.Labels.ToString(), "none")}")
                .Append($", at {Or(string.Join(',', pod.Addresses), "no address")}")
                .Append($", node {pod.NodeName ?? "none"} at {Or(string.Join(',', pod.HostAddresses), "no address")}")
                .Append($", ports {Or(string.Join(", ", pod.Ports.Ports.Select(Print)), "none")}")
                .Append(Flag(pod.HostNetwork, "hostNetwork"))
                .Append(Flag(pod.IsTerminal, "terminal"))
                .Append(Flag(pod.IsTerminating, "terminating"))
                .Append(Flag(pod.IsRepresentative, "representative"))
                .Append('\n');
        }

        foreach (var policy in cluster.Policies)
        {
            text.Append($"policy {policy.Key} {Describe(policy.Spec)}");
        }

        return text.ToString();
    }

    /// <summary>A spec, one line for itself and one for each rule.</summary>
    public static string Describe(PolicySpec? spec)
    {
        if (spec is null)
        {
            return "nothing\n";
        }

        var text = new StringBuilder($"on {spec.PodSelector}, policyTypes {spec.PolicyTypes?.ToString() ?? "omitted"}\n");
        foreach (var rule in spec.Ingress)
        {
            text.Append($"  ingress from {Print(rule)}\n");
        }

        foreach (var rule in spec.Egress)
        {
            text.Append($"  egress to {Print(rule)}\n");
        }

        return text.ToString();
    }

    private static string Print(PolicyRule rule) =>
        $"{Or(string.Join(" or ", rule.Peers.Select(Print)), "everybody")}"
        + $" on {Or(string.Join(", ", rule.Ports.Select(Print)), "everything")}";

    private static string Print(PolicyPeer peer) => peer switch
    {
        { IpBlock: { Except.IsEmpty: true } block } => $"[{block.Cidr}]",
        { IpBlock: { } block } => $"[{block.Cidr} but {string.Join(", ", block.Except)}]",
        { NamespaceSelector: null } => $"[pods {peer.PodSelector}]",
        { PodSelector: null } => $"[namespaces {peer.NamespaceSelector}]",
        _ => $"[pods {peer.PodSelector} in namespaces {peer.NamespaceSelector}]",
    };

    private static string Print(PolicyPort port) => port switch
    {
        { Name: { } name } => $"{port.Protocol.Name()} {name}",
        { Port: { } first, EndPort: { } last } => $"{port.Protocol.Name()} {first}-{last}",
        { Port: { } first } => $"{port.Protocol.Name()} {first}",
        _ => port.Protocol.Name(),
    };

    private static string Print(ContainerPort port) =>
        $"{(port.Name is null ? "" : $"{port.Name}=")}{port.Protocol.Name()} {port.Number}";

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;

    private static string Flag(bool flag, string name) => flag ? $", {name}" : "";
}
