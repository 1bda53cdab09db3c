using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Tests.Oracle;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Review;

/// <summary>Whatever a change takes away, some rule speaks of it.</summary>
public sealed class NoLossGoesUnsaidTests
{
    private static readonly GuardConfiguration[] Readings =
    [
        GuardConfiguration.Default,
        GuardConfiguration.Default with { IpBlockMatchesPods = false },
        GuardConfiguration.Default with { IpBlockMatchesPods = true },
    ];

    [Fact]
    public void A_change_that_takes_connections_from_running_pods_is_warned_of() => Properties.Check(
        Clusters.Changes,
        changed => AllSpoken(changed.Before, [Change(changed)]),
        150);

    [Fact]
    public void A_set_that_takes_connections_from_running_pods_is_warned_of() => Properties.Check(
        Clusters.Changes,
        changed =>
        {
            // The rest of the cluster's policies go with it, one of them at least.
            var others = changed.Before.Policies.Where(policy => policy.Key != changed.Change.Key).Take(2)
                .Select(policy => new PolicyChange(policy.Key, policy, policy with { Spec = policy.Spec with { Ingress = [], Egress = [] } }));
            AllSpoken(changed.Before, [Change(changed), .. others]);
        },
        150);

    private static void AllSpoken(ClusterState before, PolicyChange[] changes)
    {
        foreach (var reading in Readings)
        {
            var review = Reviewer.Review(before, changes, reading);
            Assert.True(
                review.Effect.Lost.IsEmpty || review.Verdict >= Verdict.Warn,
                $"{review.Verdict.Name()}, but lost: {string.Join("; ", review.Effect.Lost)}");
        }
    }

    private static PolicyChange Change(ChangedCluster changed) => new(
        changed.Change.Key,
        changed.Before.Policies.FirstOrDefault(policy => policy.Key == changed.Change.Key),
        changed.After.Policies.FirstOrDefault(policy => policy.Key == changed.Change.Key));
}
