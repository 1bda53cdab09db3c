using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Tests;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests.Planning;

/// <summary>However large the cluster: a plan stays small, and everything has its share of it.</summary>
public sealed class BoundsTests
{
    private static readonly Pod[] Pods =
    [
        .. Enumerable.Range(0, 40).Select(i => Planned.Pod($"shop/db-{i}", "app=db", "TCP 5432", i % 2 == 0 ? "a" : "b", $"10.2.0.{i + 1}", "db[StatefulSet]")),
        .. Enumerable.Range(0, 60).Select(i => Planned.Pod($"shop/web-{i}", $"app=web-{i % 10}", node: i % 4 < 2 ? "a" : "b", at: $"10.3.0.{i + 1}", owner: $"web-{i % 10}[Deployment]")),
        .. Enumerable.Range(0, 60).Select(i => Planned.Pod($"lab-{i % 20}/x-{i}", node: i % 40 < 20 ? "a" : "b", at: $"10.4.0.{i + 1}")),
    ];

    private static readonly NetworkPolicy Ten = Some.Policy(
        "shop/db", "app=db", [.. Enumerable.Range(0, 10).Select(i => Some.Rule(Some.Peer($"app=web-{i}"), $"TCP {5432 + i}"))], types: PolicyTypes.Both);

    private static readonly ProbePlan Plan = Planned.Created(Ten, Pods);

    [Fact]
    public void No_more_is_judged_than_the_bound_says()
    {
        Assert.InRange(Plan.Judged.Count(), 50, 64);
        Assert.InRange(Plan.Probes.Length, 50, 128);
        Assert.Equal(5, Planned.Created(Ten, Pods, PlanOptions.Default with { MostProbes = 5 }).Judged.Count());
    }

    [Fact]
    public void The_plan_says_what_it_left_out()
    {
        Assert.Contains("ingress: 12 of 40 pods stand for all", Plan.LeftOut);
        Assert.Contains(Plan.LeftOut, line => line.StartsWith("64 of ", StringComparison.Ordinal) && line.EndsWith("connections stand for all", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_rule_keeps_something_that_must_arrive() => Assert.All(Enumerable.Range(0, 10), i => Assert.Contains(
        Plan.Judged, probe => probe.Reason == $"shop/db ingress[{i}] from[0]" && probe.Expectation == Expectation.Arrive));

    [Theory]
    [InlineData(Direction.Ingress, true)]
    [InlineData(Direction.Ingress, false)]
    [InlineData(Direction.Egress, true)]
    [InlineData(Direction.Egress, false)]
    public void Each_direction_is_probed_within_a_node_and_between_nodes(Direction direction, bool onOneNode) => Assert.Contains(
        Plan.Judged, probe => probe.ForbiddenBy is [var only] && only == direction && probe.IsOnOneNode == onOneNode);

    [Theory]
    [InlineData(Protocol.Tcp)]
    [InlineData(Protocol.Udp)]
    public void Each_protocol_must_be_blocked_somewhere(Protocol protocol) => Assert.Contains(
        Plan.Judged, probe => probe.Protocol == protocol && probe.Role == ProbeRole.MustBeBlocked);

    [Fact]
    public void Pods_on_each_node_are_probed() => Assert.Equal(["a", "b"], Plan.Judged.Select(probe => probe.Destination.Node).Distinct().Order());
}
