using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests.Planning;

/// <summary>Small clusters whose pods run on nodes a and b, and plans for them.</summary>
internal static class Planned
{
    private static readonly string[] NodeAddresses = ["192.168.0.1,fd01::1", "192.168.0.2,fd01::2"];

    /// <summary>A running pod; its addresses follow from its key, one of each family where <paramref name="families"/> is 2.</summary>
    public static Pod Pod(string key, string labels = "", string ports = "", string node = "a", string? at = null, string? owner = null, int families = 1)
    {
        var number = key.Aggregate(7, (sum, c) => ((sum * 31) + c) & 0xffff);
        var v4 = $"10.1.{number >> 8}.{number & 255}";
        var pod = Some.Pod(
            key, labels, ports, at ?? (families == 2 ? $"{v4},fd00::{number:x}" : v4), node, NodeAddresses[node == "a" ? 0 : 1], owner: owner);
        return pod with { Runtime = new PodRuntime($"uid-{key}", IsRunning: true) };
    }

    /// <summary>A plan for a new policy.</summary>
    public static ProbePlan Created(NetworkPolicy policy, Pod[] pods, PlanOptions? options = null, NetworkPolicy[]? others = null) =>
        Changed(null, policy, pods, options, others);

    /// <summary>A plan for a policy that changes.</summary>
    public static ProbePlan Changed(
        NetworkPolicy? before, NetworkPolicy? after, Pod[] pods, PlanOptions? options = null, NetworkPolicy[]? others = null, Service[]? services = null) =>
        Planner.Plan(
            Some.Cluster(pods, others, services: services),
            [new PolicyChange((before ?? after)!.Key, before, after)],
            options ?? PlanOptions.Default);

    /// <summary>What is judged, as <c>MustBeBlocked shop/a → shop/b TCP 80 (IPv4)</c>.</summary>
    public static List<string> Lines(this ProbePlan plan) => [.. plan.Judged.Select(Line)];

    /// <summary>The companion of a probe.</summary>
    public static Probe CompanionOf(this ProbePlan plan, Probe probe) => plan.Probes.Single(one => one.Id == probe.Companion);

    private static string Line(Probe probe) => $"{probe.Role}{(probe is { Role: ProbeRole.MustStay, Expectation: Expectation.BeBlocked } ? " blocked" : "")} {probe}";
}
