using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <summary>The oracle against truths that were worked out by hand from the documentation, one sentence each.</summary>
public sealed class OracleTests
{
    private static readonly Pod Web =
        Some.Pod("shop/web", "app=web", ports: "http=TCP 8080", at: "10.1.0.1", node: "n1", nodeAt: "192.168.0.1");
    private static readonly Pod Api =
        Some.Pod("shop/api", "app=api", ports: "http=TCP 9090", at: "10.1.0.2", node: "n2", nodeAt: "192.168.0.2");
    private static readonly Pod Bank = Some.Pod("bank/web", "app=web", at: "10.1.0.3,fd00:1::3", node: "n1", nodeAt: "192.168.0.1");
    private static readonly Pod Agent =
        Some.Pod("shop/agent", "app=web", "http=TCP 8080", node: "n1", nodeAt: "192.168.0.1", hostNetwork: true);

    private static readonly Namespace[] Namespaces = [Some.Namespace("shop", "env=prod"), Some.Namespace("bank", "env=dev")];

    [Fact]
    public void Without_policies_everybody_may_talk_to_everybody()
    {
        Assert.True(Allows([], Web, Api));
        Assert.True(Allows([], "203.0.113.1", Api));
        Assert.True(Allows([], Web, "2001:db8::1"));
        Assert.True(Allows([], "203.0.113.1", "203.0.113.2"));
    }

    [Fact]
    public void A_policy_without_policyTypes_always_isolates_for_ingress()
    {
        var policy = Some.Policy("shop/p");
        Assert.True(IsIsolated(policy, Web, Direction.Ingress));
        Assert.False(IsIsolated(policy, Web, Direction.Egress));
    }

    [Fact]
    public void A_policy_without_policyTypes_isolates_for_egress_only_when_it_has_egress_rules()
    {
        Assert.True(IsIsolated(Some.Policy("shop/p", egress: [Some.Rule()]), Web, Direction.Egress));
        Assert.True(IsIsolated(Some.Policy("shop/p", egress: [Some.Rule()]), Web, Direction.Ingress));
        Assert.False(IsIsolated(Some.Policy("shop/p", egress: []), Web, Direction.Egress));
    }

    [Theory]
    [InlineData(PolicyTypes.Ingress, true, false)]
    [InlineData(PolicyTypes.Egress, false, true)]
    [InlineData(PolicyTypes.Both, true, true)]
    public void Explicit_policyTypes_say_what_is_isolated_whatever_the_rules(PolicyTypes types, bool ingress, bool egress)
    {
        var policy = Some.Policy("shop/p", ingress: [Some.Rule()], egress: [Some.Rule()], types: types);
        Assert.Equal(ingress, IsIsolated(policy, Web, Direction.Ingress));
        Assert.Equal(egress, IsIsolated(policy, Web, Direction.Egress));
    }

    [Fact]
    public void Rules_of_a_direction_that_policyTypes_leaves_out_admit_nothing()
    {
        var denied = Some.Policy("shop/deny", types: PolicyTypes.Egress);
        var ignored = Some.Policy("shop/ignored", egress: [Some.Rule()], types: PolicyTypes.Ingress);
        Assert.False(Allows([denied, ignored], Web, Bank));
    }

    [Fact]
    public void An_isolated_pod_with_no_rule_is_reached_by_nobody_and_still_reaches_others()
    {
        var policy = Some.Policy("shop/p", on: "app=api");
        Assert.False(Allows([policy], Web, Api));
        Assert.False(Allows([policy], "203.0.113.1", Api));
        Assert.True(Allows([policy], Api, Web));
    }

    [Fact]
    public void A_policy_says_nothing_about_pods_of_other_namespaces() =>
        Assert.True(Allows([Some.Policy("shop/p")], Web, Bank));

    [Fact]
    public void A_policy_says_nothing_about_pods_that_it_does_not_select() =>
        Assert.True(Allows([Some.Policy("shop/p", on: "app=web")], Web, Api));

    [Fact]
    public void A_connection_needs_the_egress_of_its_source_and_the_ingress_of_its_destination()
    {
        var noEgress = Some.Policy("shop/out", on: "app=web", types: PolicyTypes.Egress);
        var admits = Some.Policy("shop/in", on: "app=api", ingress: [Some.Rule(Some.Peer("app=web"))]);
        var egress = Some.Policy("shop/out2", on: "app=web", egress: [Some.Rule(Some.Peer("app=api"))], types: PolicyTypes.Egress);
        Assert.True(Allows([admits], Web, Api));
        Assert.False(Allows([admits, noEgress], Web, Api));
        Assert.True(Allows([admits, noEgress, egress], Web, Api));
    }

    [Fact]
    public void Policies_add_up()
    {
        var first = Some.Policy("shop/a", on: "app=api", ingress: [Some.Rule(Some.Peer("app=web"), "TCP 80")]);
        var second = Some.Policy("shop/b", on: "app=api", ingress: [Some.Rule(Some.Block("203.0.113.0/24"), "TCP 443")]);
        Assert.True(Allows([first, second], Web, Api));
        Assert.True(Allows([first, second], "203.0.113.1", Api, port: 443));
        // Rules add up, but parts of different rules do not mix.
        Assert.False(Allows([first, second], Web, Api, port: 443));
        Assert.False(Allows([first, second], "203.0.113.1", Api));
    }

    [Fact]
    public void An_empty_rule_admits_everybody_on_every_port()
    {
        var policy = Some.Policy("shop/p", ingress: [Some.Rule()]);
        Assert.True(Allows([policy], Bank, Web, Protocol.Sctp, 65535));
        Assert.True(Allows([policy], "203.0.113.1", Web));
        Assert.True(Allows([policy], Agent, Api));
    }

    [Fact]
    public void A_port_without_a_number_means_all_ports_of_its_protocol()
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(ports: "UDP")]);
        Assert.True(Allows([policy], Web, Api, Protocol.Udp, 1));
        Assert.True(Allows([policy], Web, Api, Protocol.Udp, 65535));
        Assert.False(Allows([policy], Web, Api, Protocol.Tcp, 1));
    }

    [Theory]
    [InlineData(7999, false)]
    [InlineData(8000, true)]
    [InlineData(8090, true)]
    [InlineData(8091, false)]
    public void A_range_of_ports_includes_both_its_ends(int port, bool allowed)
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(ports: "TCP 8000-8090")]);
        Assert.Equal(allowed, Allows([policy], Web, Api, port: port));
    }

    [Theory]
    [InlineData(Protocol.Tcp)]
    [InlineData(Protocol.Udp)]
    [InlineData(Protocol.Sctp)]
    public void A_port_admits_its_own_protocol_alone(Protocol protocol)
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [new PolicyRule([], [new PolicyPort(protocol, 80)])]);
        foreach (var asked in new[] { Protocol.Tcp, Protocol.Udp, Protocol.Sctp })
        {
            Assert.Equal(asked == protocol, Allows([policy], Web, Api, asked));
        }
    }

    [Fact]
    public void A_named_port_means_what_each_destination_declares_under_it()
    {
        var policy = Some.Policy("shop/p", ingress: [Some.Rule(ports: "TCP http")]);
        Assert.True(Allows([policy], Bank, Web, port: 8080));
        Assert.False(Allows([policy], Bank, Web, port: 9090));
        Assert.True(Allows([policy], Bank, Api, port: 9090));
        Assert.False(Allows([policy], Bank, Api, port: 8080));
    }

    [Fact]
    public void A_named_port_of_an_egress_rule_is_the_destinations_too()
    {
        var policy = Some.Policy("shop/p", on: "app=web", egress: [Some.Rule(ports: "TCP http")], types: PolicyTypes.Egress);
        Assert.True(Allows([policy], Web, Api, port: 9090));
        Assert.False(Allows([policy], Web, Api, port: 8080));
    }

    [Fact]
    public void A_named_port_is_found_by_name_and_protocol_and_the_first_one_counts()
    {
        var pod = Api with { Ports = Some.ContainerPorts("dns=UDP 53, dns=TCP 5353, dns=TCP 5454") };
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(ports: "TCP dns")]);
        Assert.True(Allows([policy], Web, pod, port: 5353));
        Assert.False(Allows([policy], Web, pod, port: 5454));
        Assert.False(Allows([policy], Web, pod, port: 53));
        Assert.False(Allows([policy], Web, pod, Protocol.Udp, 53));
    }

    [Fact]
    public void A_named_port_that_the_destination_does_not_declare_admits_nothing()
    {
        var policy = Some.Policy("bank/p", ingress: [Some.Rule(ports: "TCP http")]);
        Assert.False(Allows([policy], Web, Bank));
        Assert.False(Allows([policy], Web, Bank, port: 8080));
    }

    [Fact]
    public void A_named_port_never_matches_an_address()
    {
        var policy = Some.Policy("shop/p", egress: [Some.Rule(ports: "TCP http")], types: PolicyTypes.Egress);
        Assert.False(Allows([policy], Web, "203.0.113.1", port: 8080));
        Assert.False(Allows([policy], Web, Agent, port: 8080));
    }

    [Fact]
    public void A_podSelector_alone_selects_in_the_policys_own_namespace()
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(Some.Peer("app=web"))]);
        Assert.True(Allows([policy], Web, Api));
        Assert.False(Allows([policy], Bank, Api));
    }

    [Fact]
    public void An_empty_podSelector_of_a_peer_selects_all_pods_of_the_policys_own_namespace_and_no_address()
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(Some.Peer(""))]);
        Assert.True(Allows([policy], Web, Api));
        Assert.False(Allows([policy], Bank, Api));
        Assert.False(Allows([policy], "203.0.113.1", Api));
    }

    [Fact]
    public void A_namespaceSelector_alone_selects_all_pods_of_the_selected_namespaces()
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(Some.Peer(namespaces: "env=dev"))]);
        Assert.True(Allows([policy], Bank, Api));
        Assert.False(Allows([policy], Web, Api));
    }

    [Fact]
    public void An_empty_namespaceSelector_selects_every_pod_and_no_address()
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(Some.Peer(namespaces: ""))]);
        Assert.True(Allows([policy], Bank, Api));
        Assert.True(Allows([policy], Web, Api));
        Assert.False(Allows([policy], "203.0.113.1", Api));
    }

    [Fact]
    public void Both_selectors_in_one_peer_must_match()
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(Some.Peer("app=web", namespaces: "env=dev"))]);
        Assert.True(Allows([policy], Bank, Api));
        Assert.False(Allows([policy], Web, Api));
        Assert.False(Allows([policy], Bank with { Labels = Some.Labels("app=db") }, Api));
    }

    [Fact]
    public void Of_two_peers_either_may_match()
    {
        var policy = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule([Some.Peer("app=web"), Some.Peer(namespaces: "env=dev")])]);
        Assert.True(Allows([policy], Web, Api));
        Assert.True(Allows([policy], Bank with { Labels = Some.Labels("app=db") }, Api));
        Assert.False(Allows([policy], "203.0.113.1", Api));
    }

    [Theory]
    [InlineData("tier in (a,b)", "tier=b", true)]
    [InlineData("tier in (a,b)", "tier=c", false)]
    [InlineData("tier in (a,b)", "", false)]
    [InlineData("tier notin (a,b)", "tier=a", false)]
    [InlineData("tier notin (a,b)", "tier=c", true)]
    [InlineData("tier notin (a,b)", "", true)]
    [InlineData("tier", "tier=", true)]
    [InlineData("tier", "app=tier", false)]
    [InlineData("!tier", "tier=a", false)]
    [InlineData("!tier", "", true)]
    [InlineData("tier=a,app=web", "tier=a,app=web", true)]
    [InlineData("tier=a,app=web", "tier=a", false)]
    public void A_selector_matches_when_every_requirement_does(string selector, string labels, bool selected)
    {
        var policy = Some.Policy("shop/p", on: selector);
        Assert.Equal(selected, IsIsolated(policy, Web with { Labels = Some.Labels(labels) }, Direction.Ingress));
    }

    [Theory]
    [InlineData("10.0.0.0", true)]
    [InlineData("10.1.255.255", true)]
    [InlineData("10.2.0.0", false)]
    [InlineData("10.2.255.255", false)]
    [InlineData("10.3.0.0", true)]
    [InlineData("10.255.255.255", true)]
    [InlineData("9.255.255.255", false)]
    [InlineData("11.0.0.0", false)]
    [InlineData("::a00:0", false)]
    public void An_ipBlock_covers_its_addresses_but_for_its_exceptions(string address, bool allowed)
    {
        var ingress = Some.Policy("shop/in", ingress: [Some.Rule(Some.Block("10.0.0.0/8", "10.2.0.0/16"))]);
        var egress = Some.Policy("shop/out", egress: [Some.Rule(Some.Block("10.0.0.0/8", "10.2.0.0/16"))], types: PolicyTypes.Egress);
        Assert.Equal(allowed, Allows([ingress], address, Web));
        Assert.Equal(allowed, Allows([egress], Web, address));
    }

    [Theory]
    [InlineData("2001:db8::", true)]
    [InlineData("2001:db8:0:ffff:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1::", false)]
    [InlineData("2001:db9::", false)]
    [InlineData("10.0.0.1", false)]
    public void An_ipBlock_may_be_of_IPv6(string address, bool allowed)
    {
        var policy = Some.Policy("shop/in", ingress: [Some.Rule(Some.Block("2001:db8::/32", "2001:db8:1::/48"))]);
        Assert.Equal(allowed, Allows([policy], address, Web));
    }

    [Theory]
    [InlineData("10.1.0.3/32")]
    [InlineData("fd00:1::/64")]
    public void Whether_an_ipBlock_covers_pods_is_left_to_the_reading(string cidr)
    {
        var policy = Some.Policy("shop/in", on: "app=api", ingress: [Some.Rule(Some.Block(cidr))]);
        Assert.True(Allows([policy], Bank, Api, ipBlockMatchesPods: true));
        Assert.False(Allows([policy], Bank, Api, ipBlockMatchesPods: false));
        Assert.False(Allows([policy], Web, Api, ipBlockMatchesPods: true));
    }

    [Fact]
    public void A_pod_without_an_address_is_in_an_ipBlock_of_all_addresses_alone()
    {
        Assert.True(Admits(Some.Block("0.0.0.0/0"), ipBlockMatchesPods: true));
        Assert.True(Admits(Some.Block("0.0.0.0/0", "169.254.169.254/32"), ipBlockMatchesPods: true));
        Assert.False(Admits(Some.Block("0.0.0.0/0"), ipBlockMatchesPods: false));
        Assert.False(Admits(Some.Block("0.0.0.0/0", "10.0.0.0/8"), ipBlockMatchesPods: true));
        Assert.False(Admits(Some.Block("10.0.0.0/8"), ipBlockMatchesPods: true));

        bool Admits(PolicyPeer block, bool ipBlockMatchesPods)
        {
            var policy = Some.Policy("shop/in", on: "app=api", ingress: [Some.Rule(block)]);
            return Allows([policy], Web with { Addresses = [] }, Api, ipBlockMatchesPods: ipBlockMatchesPods);
        }
    }

    [Fact]
    public void A_pod_always_reaches_itself()
    {
        var policy = Some.Policy("shop/deny", types: PolicyTypes.Both);
        Assert.True(Allows([policy], Web, Web));
        Assert.False(Allows([policy], Web, Web with { Key = Some.Key("shop/web-2") }));
    }

    [Fact]
    public void The_own_node_always_reaches_its_pods_and_other_nodes_do_not()
    {
        var policy = Some.Policy("shop/deny");
        Assert.True(Allows([policy], "192.168.0.1", Web));
        Assert.True(Allows([policy], Agent, Web));
        Assert.False(Allows([policy], "192.168.0.2", Web));
        Assert.False(Allows([policy], Agent, Api));
        // Sharing a node is not being the node.
        Assert.False(Allows([policy], Bank, Web));
    }

    [Fact]
    public void Egress_to_the_own_node_is_judged_like_any_other()
    {
        var policy = Some.Policy("shop/deny", types: PolicyTypes.Egress);
        Assert.False(Allows([policy], Web, "192.168.0.1"));
        Assert.False(Allows([policy], Web, Agent));
        var admits = Some.Policy("shop/admit", egress: [Some.Rule(Some.Block("192.168.0.1/32"))], types: PolicyTypes.Egress);
        Assert.True(Allows([policy, admits], Web, "192.168.0.1"));
        Assert.True(Allows([policy, admits], Web, Agent));
    }

    [Fact]
    public void A_hostNetwork_pod_is_isolated_by_no_policy()
    {
        var policy = Some.Policy("shop/deny", types: PolicyTypes.Both);
        Assert.False(IsIsolated(policy, Agent, Direction.Ingress));
        Assert.False(IsIsolated(policy, Agent, Direction.Egress));
        Assert.True(Allows([policy], Agent, Bank));
        Assert.True(Allows([policy], Bank, Agent));
    }

    [Fact]
    public void A_hostNetwork_pod_is_matched_by_no_selector_of_a_peer_but_by_an_ipBlock_in_either_reading()
    {
        var selectors = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule([Some.Peer("app=web"), Some.Peer(namespaces: "")])]);
        Assert.False(Allows([selectors], Agent, Api));
        var block = Some.Policy("shop/p", on: "app=api", ingress: [Some.Rule(Some.Block("192.168.0.1/32"))]);
        Assert.True(Allows([block], Agent, Api, ipBlockMatchesPods: true));
        Assert.True(Allows([block], Agent, Api, ipBlockMatchesPods: false));
    }

    [Fact]
    public void Nobody_may_ask_about_a_pod_that_has_terminated()
    {
        var done = Web with { IsTerminal = true };
        Assert.Throws<ArgumentException>(() => Allows([], done, Api));
        Assert.Throws<ArgumentException>(() => Allows([], Api, done));
        Assert.Throws<ArgumentException>(() => IsIsolated(Some.Policy("shop/p"), done, Direction.Ingress));
    }

    [Fact]
    public void A_pod_that_is_being_deleted_is_still_an_endpoint()
    {
        var leaving = Api with { IsTerminating = true };
        Assert.True(IsIsolated(Some.Policy("shop/p"), leaving, Direction.Ingress));
        Assert.False(Allows([Some.Policy("shop/p")], Web, leaving));
    }

    private static bool Allows(
        NetworkPolicy[] policies,
        object from,
        object to,
        Protocol protocol = Protocol.Tcp,
        int port = 80,
        bool ipBlockMatchesPods = false)
    {
        Pod[] pods = [.. new[] { Web, Api, Bank, Agent }.Concat(new[] { from, to }.OfType<Pod>()).Reverse().DistinctBy(pod => pod.Key)];
        var cluster = Some.Cluster(pods, policies, Namespaces);
        return Oracle.Allows(cluster, End(from), End(to), protocol, port, ipBlockMatchesPods);
    }

    private static bool IsIsolated(NetworkPolicy policy, Pod pod, Direction direction) =>
        Oracle.IsIsolated(Some.Cluster([pod], [policy], Namespaces), pod, direction);

    private static End End(object end) => end is Pod pod ? new PodEnd(pod) : new AddressEnd(Some.Address((string)end));
}
