using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Core.Tests.Oracle;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>All of a pool but a few answers like a list of the same classes.</summary>
public sealed class PodCrowdTests
{
    [Fact]
    public void A_pool_but_for_a_few_is_counted_and_named_like_its_classes_one_by_one() => Properties.Check(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            var random = new Random(seed);
            var index = ClusterIndex.Empty(ipBlockMayMatchPods: false);
            List<Pod> pods = [.. Enumerable.Range(0, random.Next(1, 60)).Select(number => Pod(random, number))];
            pods.ForEach(index.Add);
            var pool = Assert.Single(index.Governance(Direction.Ingress).Pools);
            for (var round = 0; round < 4; round++)
            {
                AssertAlike(index, pool, random);

                // What is remembered of a pool follows what goes and comes.
                for (var i = random.Next(6); i > 0 && pods.Count > 1; i--)
                {
                    var gone = pods[random.Next(pods.Count)];
                    index.Remove(gone);
                    pods.Remove(gone);
                }

                var come = Pod(random, 1000 + round);
                index.Add(come);
                pods.Add(come);
            }
        },
        runs: 300);

    private static void AssertAlike(ClusterIndex index, PodPool pool, Random random)
    {
        // The namespace of a change is left out whole, and single classes of others.
        List<PodClass> leftOut = [.. index.Classes.Where(pods => pods.Namespace.Name == "shop" || random.Next(6) == 0)];
        List<PodClass> rest = [.. index.Classes.Except(leftOut)];
        if (rest.Count == 0)
        {
            return;
        }

        var (crowd, list) = (new PodCrowd(pool, index.Governance(Direction.Ingress).LeaveOut(leftOut)), new PodCrowd(rest));
        Assert.Equal(rest.ToHashSet(), crowd.ToHashSet());
        Assert.Equal(list.Count, crowd.Count);
        Assert.Contains(crowd.First, rest);
        Assert.Equal(list.RunningPods, crowd.RunningPods);
        Assert.Equal(list.HasOwnNameServers, crowd.HasOwnNameServers);
        Assert.All(index.Classes, pods => Assert.Equal(list.Contains(pods), crowd.Contains(pods)));
        Assert.All([null, "shop"], only => Assert.Equal(Names(index, list, only), Names(index, crowd, only)));
    }

    // Beside some that have been counted before.
    private static string Names(ClusterIndex index, PodCrowd crowd, string? only)
    {
        var names = new WorkloadNames(new WorkloadUnits(index, [], includeTerminating: false), only);
        var tally = names.NewTally();
        foreach (var pods in index.Classes.Where(pods => !pods.IsHypothetical).Take(3))
        {
            tally.Add(pods);
        }

        tally.AddRunning(crowd);
        return names.Of(tally).Text;
    }

    private static Pod Pod(Random random, int number)
    {
        var place = new[] { "shop", "bank", "dev" }[random.Next(3)];
        return Some.Pod($"{place}/p{number}", $"v={random.Next(2)}", owner: $"{(char)('a' + random.Next(12))}[Deployment]") with
        {
            Dns = random.Next(20) == 0 ? new PodDns(DnsSource.Own, [Some.Address("10.0.0.1")]) : PodDns.ClusterFirst,
            IsHypothetical = random.Next(8) == 0,
        };
    }
}
