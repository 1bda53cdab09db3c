using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>What the codes of "destination unreachable" say: RFC 792 and RFC 1812 5.2.7.1 for ICMP, RFC 4443 3.1 for ICMPv6.</summary>
internal static class Unreachability
{
    /// <summary>
    /// What a firewall says when it rejects (kube-router and iptables: port unreachable; others: administratively prohibited), apart
    /// from what a router says that knows no way.
    /// </summary>
    public static Answer Meaning(IpFamily family, byte code) => (family, code) switch
    {
        (IpFamily.IPv4, 9 or 10 or 13) => Answer.Prohibited,
        (IpFamily.IPv4, 2 or 3) => Answer.PortUnreachable,
        (IpFamily.IPv6, 1 or 5 or 6) => Answer.Prohibited,
        (IpFamily.IPv6, 4) => Answer.PortUnreachable,
        _ => Answer.NoRoute,
    };
}
