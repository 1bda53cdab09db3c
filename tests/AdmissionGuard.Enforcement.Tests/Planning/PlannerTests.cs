using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Tests;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests.Planning;

public sealed class PlannerTests
{
    private static readonly Pod Db = Planned.Pod("shop/db", "app=db", "TCP 5432");
    private static readonly Pod Web = Planned.Pod("shop/web", "app=web", node: "b");
    private static readonly Pod Other = Planned.Pod("shop/other", "app=other");
    private static readonly NetworkPolicy OnlyWeb = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"), "TCP 5432")]);

    [Fact]
    public void What_a_policy_takes_must_be_blocked_and_what_it_leaves_must_stay()
    {
        var plan = Planned.Created(OnlyWeb, [Db, Web, Other]);

        Assert.Contains("MustBeBlocked shop/other → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.Contains("MustStay shop/web → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.DoesNotContain(plan.Judged, probe => probe.Destination.Pod != Db.Key);
    }

    [Fact]
    public void The_ports_beside_those_that_a_rule_opens_must_be_blocked()
    {
        var plan = Planned.Created(Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"), "TCP 8000-8010")]), [Db, Web]);

        Assert.Contains("MustStay shop/web → shop/db TCP 8000 (IPv4)", plan.Lines());
        Assert.Contains("MustStay shop/web → shop/db TCP 8010 (IPv4)", plan.Lines());
        Assert.Contains("MustBeBlocked shop/web → shop/db TCP 7999 (IPv4)", plan.Lines());
    }

    [Fact]
    public void DNS_is_probed_over_UDP_and_nothing_else_is() => Assert.Equal(
        [53], Planned.Created(OnlyWeb, [Db, Web, Other]).Judged.Where(probe => probe.Protocol == Protocol.Udp).Select(probe => probe.Port).Distinct());

    [Fact]
    public void Another_port_over_UDP_is_probed_when_somebody_allows_it()
    {
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"), "UDP 8125")]);

        Assert.Contains(
            Planned.Created(policy, [Db, Web]).Unprobed, item => item.What == "shop/db ingress[0] UDP 8125" && item.Reason.Contains("--udp-port", StringComparison.Ordinal));
        Assert.Contains(
            "MustStay shop/web → shop/db UDP 8125 (IPv4)", Planned.Created(policy, [Db, Web], PlanOptions.Default with { UdpPorts = [8125] }).Lines());
    }

    [Fact]
    public void SCTP_is_not_probed() => Assert.Contains(
        new Unprobed("shop/db ingress[0] SCTP 7", "there is no probe for SCTP"),
        Planned.Created(Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"), "SCTP 7")]), [Db, Web]).Unprobed);

    [Fact]
    public void Egress_is_probed_from_the_pod_that_the_policy_selects()
    {
        var plan = Planned.Created(Some.Policy("shop/web", "app=web", egress: [Some.Rule(Some.Peer("app=db"))], types: PolicyTypes.Egress), [Db, Web, Other]);

        Assert.All(plan.Judged, probe => Assert.Equal(Web.Key, probe.Source.Pod));
        Assert.Contains(plan.Judged, probe => probe is { Role: ProbeRole.MustBeBlocked, ForbiddenBy: [Direction.Egress] } && probe.Destination.Pod == Other.Key);
        Assert.DoesNotContain(plan.Unprobed, item => item.IsGap);
    }

    [Fact]
    public void Whatever_must_be_blocked_has_a_companion_that_may_arrive_there()
    {
        var plan = Planned.Created(OnlyWeb, [Db, Web, Other]);
        var taken = plan.Judged.First(probe => probe.ToString() == "shop/other → shop/db TCP 5432 (IPv4)");

        Assert.Equal("shop/web → shop/db TCP 5432 (IPv4)", plan.CompanionOf(taken).ToString());
        Assert.All(plan.Judged.Where(probe => probe.Expectation == Expectation.BeBlocked), probe =>
        {
            var companion = plan.CompanionOf(probe);
            Assert.Equal(
                (probe.Destination, probe.Family, probe.Protocol, probe.Port, Expectation.Arrive),
                (companion.Destination, companion.Family, companion.Protocol, companion.Port, companion.Expectation));
            Assert.NotEqual(probe.Source, companion.Source);
        });
    }

    [Fact]
    public void However_many_pods_are_let_in_one_that_is_not_is_found()
    {
        var plan = Planned.Created(
            OnlyWeb, [Db, .. Enumerable.Range(0, 9).Select(i => Planned.Pod($"shop/a-{i}", "app=web", owner: $"a{i}[Deployment]")), Planned.Pod("shop/z", "app=z")]);

        Assert.Contains(plan.Judged, probe => probe.Role == ProbeRole.MustBeBlocked && probe.Source.Pod.ToString() == "shop/z");
    }

    [Fact]
    public void A_probe_that_must_arrive_is_vouched_for_by_the_node()
    {
        var plan = Planned.Created(OnlyWeb, [Db, Web, Other]);

        Assert.All(
            plan.Judged.Where(probe => probe.Expectation == Expectation.Arrive), probe => Assert.True(plan.CompanionOf(probe).Source.IsNode));
    }

    [Fact]
    public void Where_no_pod_may_enter_the_node_of_the_destination_vouches()
    {
        var plan = Planned.Created(Some.Policy("shop/deny", "app=db"), [Db, Web]);
        var companion = plan.CompanionOf(plan.Judged.First());

        Assert.Equal(("node a", ProbeRole.Companion), (companion.Source.ToString(), companion.Role));
        Assert.Equal("192.168.0.1", companion.Source.Address(IpFamily.IPv4).ToString());
    }

    [Fact]
    public void Without_anything_to_vouch_for_it_a_connection_is_not_probed()
    {
        var plan = Planned.Created(Some.Policy("shop/deny", "app=db"), [Db with { HostAddresses = [] }, Web]);

        Assert.Empty(plan.Judged);
        Assert.Contains(plan.Unprobed, item => item.What == "shop/web → shop/db" && item.Reason.StartsWith("nothing could vouch for it", StringComparison.Ordinal));
        Assert.Contains(plan.Unprobed, item => item.IsGap);
    }

    [Fact]
    public void A_new_rule_opens_what_was_closed()
    {
        var plan = Planned.Changed(Some.Policy("shop/db", "app=db"), OnlyWeb, [Db, Web, Other]);

        Assert.Contains("MustBeOpen shop/web → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.Contains("MustStay blocked shop/other → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.DoesNotContain(plan.Unprobed, item => item.IsGap);
    }

    [Fact]
    public void A_direction_that_forbids_nothing_leaves_a_gap() => Assert.Equal(
        new Unprobed(
            "shop/db ingress",
            "nothing that can be probed is forbidden after the change, and what arrives would arrive where policies are ignored too",
            IsGap: true),
        Planned.Changed(OnlyWeb, null, [Db, Web, Other]).Unprobed[0]);

    [Fact]
    public void A_connection_that_both_ends_forbid_proves_neither()
    {
        // An empty podSelector isolates all there is, in both directions.
        var plan = Planned.Created(Some.Policy("shop/deny", types: PolicyTypes.Both), [Db, Web]);

        Assert.Equal(2, plan.Unprobed.Count(item => item is
        { IsGap: true, Reason: "all that it forbids and that can be probed is forbidden at the other end too" }));
    }

    [Fact]
    public void A_pod_of_another_namespace_tells_the_directions_apart()
    {
        var plan = Planned.Created(Some.Policy("shop/deny", types: PolicyTypes.Both), [Db, Web, Planned.Pod("lab/x", node: "b")]);

        Assert.DoesNotContain(plan.Unprobed, item => item.IsGap);
        Assert.Contains(plan.Judged, probe => probe is { ForbiddenBy: [Direction.Egress], Destination.Pod.Namespace: "lab" });
        Assert.Contains(plan.Judged, probe => probe is { ForbiddenBy: [Direction.Ingress], Source.Pod.Namespace: "lab" });
    }

    [Fact]
    public void A_port_name_is_resolved_on_each_pod_and_the_number_it_has_on_another_must_be_blocked()
    {
        var plan = Planned.Created(
            Some.Policy("shop/http", "tier=front", [Some.Rule(Some.Peer("app=web"), "TCP http")]),
            [
                Planned.Pod("shop/one", "tier=front", "http=TCP 8080"), Planned.Pod("shop/two", "tier=front", "http=TCP 9090", "b"), Web,
            ]);

        Assert.Contains("MustStay shop/web → shop/one TCP 8080 (IPv4)", plan.Lines());
        Assert.Contains("MustBeBlocked shop/web → shop/one TCP 9090 (IPv4)", plan.Lines());
        Assert.Contains("MustStay shop/web → shop/two TCP 9090 (IPv4)", plan.Lines());
        Assert.Contains("MustBeBlocked shop/web → shop/two TCP 8080 (IPv4)", plan.Lines());
    }

    [Fact]
    public void Both_families_are_probed_where_both_ends_have_them() => Assert.Equal(
        [IpFamily.IPv4, IpFamily.IPv6],
        Planned.Created(
            Some.Policy("shop/deny", "app=db"), [Planned.Pod("shop/db", "app=db", families: 2), Planned.Pod("shop/web", "app=web", families: 2)])
            .Judged.Select(probe => probe.Family).Distinct().Order());

    [Theory]
    [InlineData(false, "MustBeBlocked")]
    [InlineData(true, "MustStay")]
    public void A_block_covers_pods_or_not_as_somebody_says(bool matches, string role)
    {
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Block("10.1.0.0/16"), "TCP 5432")]);

        Assert.Contains(
            $"{role} shop/web → shop/db TCP 5432 (IPv4)",
            Planned.Created(policy, [Db, Web], PlanOptions.Default with { IpBlockMatchesPods = matches }).Lines());
    }

    [Fact]
    public void What_depends_on_the_reading_of_a_block_is_not_probed_while_nobody_says()
    {
        var plan = Planned.Created(Some.Policy("shop/db", "app=db", [Some.Rule(Some.Block("10.1.0.0/16"), "TCP 5432")]), [Db, Web]);

        Assert.DoesNotContain(plan.Judged, probe => probe.Port == 5432);
        Assert.Contains(plan.Unprobed, item => item.What == "pods that an ipBlock covers");
        Assert.Contains(plan.Judged, probe => probe is { Port: 5433, Expectation: Expectation.BeBlocked });
    }

    [Fact]
    public void A_block_of_one_family_says_nothing_about_packets_of_the_other()
    {
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Block("10.0.0.0/8"), "TCP 5432")]);
        var plan = Planned.Created(
            policy,
            [Planned.Pod("shop/db", "app=db", "TCP 5432", families: 2), Planned.Pod("shop/web", families: 2)],
            PlanOptions.Default with { IpBlockMatchesPods = true });

        Assert.Contains("MustStay shop/web → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.Contains("MustBeBlocked shop/web → shop/db TCP 5432 (IPv6)", plan.Lines());
    }

    [Fact]
    public void Pods_that_a_block_leaves_out_are_probed_too()
    {
        var near = Planned.Pod("shop/near", at: "10.1.0.9");
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Block("10.0.0.0/8", "10.1.0.0/28"), "TCP 5432")]);
        var plan = Planned.Created(policy, [Db, near], PlanOptions.Default with { IpBlockMatchesPods = true });

        Assert.Contains("MustBeBlocked shop/near → shop/db TCP 5432 (IPv4)", plan.Lines());
    }

    [Fact]
    public void Both_relations_between_nodes_are_probed()
    {
        var plan = Planned.Created(Some.Policy("shop/deny", "app=db"), [Db, Web, Other]);

        Assert.Equal([false, true], plan.Judged.Where(probe => probe.Role == ProbeRole.MustBeBlocked).Select(probe => probe.IsOnOneNode).Distinct().Order());
    }

    [Fact]
    public void A_peer_with_both_selectors_is_held_against_what_matches_only_one()
    {
        var plan = Planned.Created(
            Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web", "kubernetes.io/metadata.name=front"), "TCP 5432")]),
            [Db, Planned.Pod("front/web", "app=web"), Planned.Pod("front/other"), Planned.Pod("lab/web", "app=web")]);

        Assert.Contains("MustStay front/web → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.Contains("MustBeBlocked front/other → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.Contains("MustBeBlocked lab/web → shop/db TCP 5432 (IPv4)", plan.Lines());
    }

    [Fact]
    public void Stand_ins_are_probed_over_TCP_alone_and_UDP_is_said_to_be_left_out()
    {
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"), "TCP 5432,UDP 53")]);
        var plan = Planned.Created(policy, [Db, Web, Other], PlanOptions.Default with { ByStandIns = true });

        Assert.Contains("MustStay shop/web → shop/db TCP 5432 (IPv4)", plan.Lines());
        Assert.All(plan.Probes, probe => Assert.Equal(Protocol.Tcp, probe.Protocol));
        Assert.Contains(new Unprobed("shop/db ingress[0] UDP 53", "stand-ins speak TCP alone"), plan.Unprobed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public void What_depends_on_the_address_of_a_pod_is_not_probed_with_stand_ins(bool? blocksMatch)
    {
        // Web is outside the block and may not reach db; what stands for it may be given any address, also one within.
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Block("172.16.0.0/12"), "TCP 5432")]);
        var plan = Planned.Created(policy, [Db, Web], PlanOptions.Default with { ByStandIns = true, IpBlockMatchesPods = blocksMatch });

        Assert.DoesNotContain(plan.Judged, probe => probe.Port == 5432);
        Assert.Contains("MustBeBlocked shop/web → shop/db TCP 5431 (IPv4)", plan.Lines());
        Assert.Contains(
            new Unprobed("pods that an ipBlock covers", "a stand-in has an address of its own, not that of the pod it stands for"), plan.Unprobed);
    }

    [Fact]
    public void Where_no_ipBlock_means_a_pod_stand_ins_are_probed_as_pods_are()
    {
        var policy = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Block("172.16.0.0/12"), "TCP 5432")]);
        var plan = Planned.Created(policy, [Db, Web], PlanOptions.Default with { ByStandIns = true, IpBlockMatchesPods = false });

        Assert.Contains("MustBeBlocked shop/web → shop/db TCP 5432 (IPv4)", plan.Lines());
    }

    [Fact]
    public void A_policy_without_running_pods_leaves_gaps_alone()
    {
        var plan = Planned.Created(OnlyWeb, [Web]);

        Assert.Empty(plan.Probes);
        Assert.Equal([new Unprobed("shop/db ingress", "it selects no running pod", IsGap: true)], plan.Unprobed);
    }

    [Fact]
    public void An_unchanged_policy_has_no_probes() => Assert.Equal(
        (0, 0), (Planned.Changed(OnlyWeb, OnlyWeb, [Db, Web]) is var plan ? plan.Probes.Length : -1, plan.Unprobed.Length));

    [Fact]
    public void The_same_change_gives_the_same_plan()
    {
        var (one, two) = (Planned.Created(OnlyWeb, [Db, Web, Other]), Planned.Created(OnlyWeb, [Db, Web, Other]));

        Assert.Equal(one.Probes.Select(probe => probe.Id), two.Probes.Select(probe => probe.Id));
        Assert.Equal(one.Probes.Length, one.Probes.DistinctBy(probe => probe.Id).Count());
    }
}
