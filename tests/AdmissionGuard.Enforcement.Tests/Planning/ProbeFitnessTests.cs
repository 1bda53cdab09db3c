using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Tests;
using AdmissionGuard.Enforcement.Planning;

namespace AdmissionGuard.Enforcement.Tests.Planning;

public sealed class ProbeFitnessTests
{
    private static readonly Pod Db = Planned.Pod("shop/db", "app=db", "TCP 5432");
    private static readonly Pod Web = Planned.Pod("shop/web", "app=web", node: "b");

    public static TheoryData<string, string> Problems => new()
    {
        { "mesh", "the proxy of Istio takes its traffic, and would answer in place of policies" },
        { "runtime", "its runtimeClass kata may keep its network where the kernel does not show it" },
        { "off", "it is annotated admission-guard.io/probe: off" },
        { "pending", "it is not running" },
        { "host", "a hostNetwork pod's traffic is its node's, and policies do not apply to it" },
        { "deleted", "it is being deleted" },
        { "unscheduled", "it is on no node" },
        { "unread", "the cluster was read without what probing needs" },
        { "nowhere", "it has no address" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_pod_that_cannot_be_probed_is_named_with_its_reason(string problem, string reason)
    {
        var plan = Planned.Created(Some.Policy("shop/deny", "app=db"), [With(Db, problem), Web]);

        Assert.Empty(plan.Probes);
        Assert.Contains(new Unprobed("shop/db[Pod]", reason), plan.Unprobed);
        Assert.Contains(new Unprobed("shop/deny ingress", $"none of its pods can be probed: {reason}", IsGap: true), plan.Unprobed);
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_source_that_cannot_be_probed_is_passed_over(string problem, string reason)
    {
        var plan = Planned.Created(Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=web"))]), [Db, With(Web, problem)]);

        Assert.DoesNotContain(plan.Probes, probe => probe.Source.Pod == Web.Key);
        if (problem is not ("host" or "deleted"))
        {
            Assert.Contains(new Unprobed("shop/db ingress[0] from[0]", $"none of its pods can be probed: {reason}"), plan.Unprobed);
        }
    }

    private static Pod With(Pod pod, string problem) => problem switch
    {
        "mesh" => pod with { Runtime = pod.Runtime! with { Mesh = "Istio" } },
        "runtime" => pod with { Runtime = pod.Runtime! with { RuntimeClass = "kata" } },
        "off" => pod with { Runtime = pod.Runtime! with { IsProbeOff = true } },
        "pending" => pod with { Runtime = pod.Runtime! with { IsRunning = false } },
        "host" => pod with { HostNetwork = true },
        "deleted" => pod with { IsTerminating = true },
        "unscheduled" => pod with { NodeName = null },
        "unread" => pod with { Runtime = null },
        "nowhere" => pod with { Addresses = [] },
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };
}
