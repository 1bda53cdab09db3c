using AdmissionGuard.Core.Model;

namespace AdmissionGuard.DataPlane;

/// <summary>One rule of a policy for one pod that it selects, as matches of nftables.</summary>
internal sealed class StandInRule(
    StandInPeers peers, TestPod subject, string policyNamespace, PolicyRule rule, Direction direction, StandInMode mode)
{
    private string End => direction == Direction.Ingress ? "saddr" : "daddr";

    /// <summary>What the rule lets through: one match a line. "Each rule allows traffic which matches both the from and ports sections."</summary>
    public IEnumerable<string> Lines()
    {
        // "If this field is empty or missing, this rule matches all sources", or destinations.
        if (rule.Peers.IsEmpty)
        {
            foreach (var port in Ports(null))
            {
                yield return port;
            }

            // A named port of whichever pod is meant can only be written pod by pod.
            foreach (var line in rule.Ports.Any(port => port.Name is not null) && direction == Direction.Egress ? PodLines(peers.All) : [])
            {
                yield return line;
            }

            yield break;
        }

        var pods = rule.Peers.SelectMany(peer => peers.Pods(peer, policyNamespace)).Distinct().ToList();
        foreach (var line in PodLines(mode == StandInMode.LosesOnePeer && pods.Count > 1 ? pods.Take(pods.Count - 1) : pods))
        {
            yield return line;
        }

        foreach (var block in rule.Peers.Select(peer => peer.IpBlock).OfType<IpBlock>())
        {
            var family = block.Cidr.Family == IpFamily.IPv4 ? "ip" : "ip6";
            var except = block.Except.IsEmpty ? "" : $" {family} {End} != {{ {string.Join(", ", block.Except)} }}";
            foreach (var port in Ports(null))
            {
                yield return $"{family} {End} {block.Cidr}{except} {port}";
            }

            foreach (var pod in peers.All.Where(pod => block.Cidr.Family is var of && block.Cidr.Contains(pod.Address(of))
                && !block.Except.Any(cut => cut.Contains(pod.Address(of)))))
            {
                foreach (var line in PodLines([pod]))
                {
                    yield return line;
                }
            }
        }
    }

    private IEnumerable<string> PodLines(IEnumerable<TestPod> pods) =>
        from pod in pods
        from port in Ports(pod)
        from address in Seen(pod)
        select $"{(address.Family == IpFamily.IPv4 ? "ip" : "ip6")} {End} {address} {port}";

    // The addresses that a peer has at this node.
    private IEnumerable<IpAddress> Seen(TestPod pod) =>
        ((IpFamily[])[IpFamily.IPv4, IpFamily.IPv6]).Select(family =>
            mode == StandInMode.TranslatesBetweenNodes && direction == Direction.Ingress && pod.NodeNumber != subject.NodeNumber
                ? pod.Alias(family)
                : pod.Address(family));

    // "If this field is empty or missing, this rule matches all ports (traffic not restricted by port)."
    private IEnumerable<string> Ports(TestPod? peer) => rule.Ports.IsEmpty ? [""] : rule.Ports.Select(port => Port(port, peer)).OfType<string>();

    private string? Port(PolicyPort port, TestPod? peer)
    {
        var protocol = port.Protocol.Name().ToLowerInvariant();
        if (port.Name is null)
        {
            return port.Port is null ? $"meta l4proto {protocol}" : $"{protocol} dport {port.Port}{(port.EndPort is { } end ? $"-{end}" : "")}";
        }

        // A named port is the destination's: "can either be a numerical or named port on a pod".
        var (destination, source) = direction == Direction.Ingress ? (subject, peer) : (peer, subject);
        var named = mode == StandInMode.NamedPortsOnTheWrongPod ? source : destination;
        var number = named?.Pod.Ports.Ports.FirstOrDefault(declared => declared.Name == port.Name && declared.Protocol == port.Protocol)?.Number;
        return number is null ? null : $"{protocol} dport {number}";
    }
}
