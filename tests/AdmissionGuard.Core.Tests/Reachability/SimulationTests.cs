using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>What a change takes and gives, against asking the oracle about every pair of ends before and after.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_change_does_what_the_oracle_says_before_and_after(bool ipBlockMatchesPods) =>
        Properties.Check(Change.One, change => AgreesWithOracle(change, ipBlockMatchesPods), runs: 150);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_changes_at_once_do_what_the_oracle_says_before_and_after(bool ipBlockMatchesPods) =>
        Properties.Check(Change.Two, change => AgreesWithOracle(change, ipBlockMatchesPods), runs: 150);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whether_the_index_holds_the_old_version_the_new_one_another_or_neither_makes_no_difference(bool ipBlockMatchesPods) =>
        Properties.Check(
            Change.Two,
            change =>
            {
                var expected = Effects.Of(Run(change, change.After, ipBlockMatchesPods), GridOf(change));
                Assert.Equal(expected, Effects.Of(Run(change, change.Neither, ipBlockMatchesPods), GridOf(change)));
                Assert.Equal(expected, Effects.Of(Run(change, change.Before, ipBlockMatchesPods), GridOf(change)));
                Assert.Equal(expected, Effects.Of(Run(change, change.Outdated, ipBlockMatchesPods), GridOf(change)));
            },
            runs: 300);

    [Fact]
    public void Lost_and_gained_are_the_two_halves_of_a_difference() => Properties.Check(
        Change.One,
        change => Assert.All(Run(change, change.After, ipBlockMatchesPods: true).Blocks, block =>
        {
            Assert.False(block.Lost.IsEmpty && block.Gained.IsEmpty);
            Assert.Equal(block.Passes.After, block.Passes.Before.Except(block.Lost).Union(block.Gained));
            Assert.Equal(ConnectionSet.None, block.Lost.Intersect(block.Passes.After));
            Assert.Equal(ConnectionSet.None, block.Gained.Intersect(block.Passes.Before));
        }),
        runs: 300);

    [Fact]
    public void Changed_pods_are_at_the_end_that_the_cause_says() => Properties.Check(
        Change.One,
        change => Assert.All(Run(change, change.After, ipBlockMatchesPods: false).Blocks, block => Assert.Subset(
            block.Changed.Pods.ToHashSet(), (block.Cause == Direction.Ingress ? block.To.Pods : block.From.Pods).ToHashSet())),
        runs: 200);

    [Fact]
    public void Both_readings_of_ipBlock_agree_unless_a_block_was_met() => Properties.Check(
        Change.Two,
        change =>
        {
            var without = Run(change, change.After, ipBlockMatchesPods: false);
            var with = Run(change, change.After, ipBlockMatchesPods: true);
            if (!without.Evaluator.MetBlocks)
            {
                Assert.Equal(Effects.Of(without, GridOf(change)), Effects.Of(with, GridOf(change)));
            }
        },
        runs: 300);

    [Fact]
    public void Pods_on_their_way_out_gain_and_lose_nothing() => Properties.Check(
        Change.One,
        change => Assert.All(
            Run(change, change.After, ipBlockMatchesPods: true).Blocks,
            block => Assert.DoesNotContain(block.From.Pods.Concat(block.To.Pods), pods => pods.IsTerminating)),
        runs: 300);

    [Fact]
    public void A_change_that_changes_nothing_has_no_blocks() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var change = new Change(cluster, cluster, [.. cluster.Policies.Select(policy =>
                new PolicyChange(policy.Key, policy, policy with { Origin = new ManifestPlace("elsewhere", 1, 1) }))]);
            Assert.Empty(Run(change, cluster, ipBlockMatchesPods: true).Blocks);
        },
        runs: 150);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pods_that_stand_in_are_judged_as_if_they_ran(bool ipBlockMatchesPods) => Properties.Check(
        Change.One,
        change =>
        {
            var index = change.Index(change.After);
            var standIns = change.Changes.Select(one => (one.After ?? one.Before)!.Spec.PodSelector)
                .Select(selector => Representative.Pods(index.Find(change.Changes[0].Key.Namespace)!, selector)).OfType<PodClass>().ToList();
            var simulation = Simulation.Run(index, change.Changes, standIns, ipBlockMatchesPods);
            var pods = standIns.SelectMany(standIn => standIn.Pods).ToList();
            var grid = GridOf(change);
            Assert.Equal(
                Effects.Of(
                    new Truth(change.Before with { Pods = [.. change.Before.Pods, .. pods] }, grid, ipBlockMatchesPods),
                    new Truth(change.After with { Pods = [.. change.After.Pods, .. pods] }, grid, ipBlockMatchesPods)),
                Effects.Of(simulation, grid));
        },
        runs: 100);

    private static void AgreesWithOracle(Change change, bool ipBlockMatchesPods)
    {
        var grid = GridOf(change);
        Assert.Equal(
            Effects.Of(new Truth(change.Before, grid, ipBlockMatchesPods), new Truth(change.After, grid, ipBlockMatchesPods)),
            Effects.Of(Run(change, change.After, ipBlockMatchesPods), grid));
    }

    private static Simulation Run(Change change, ClusterState state, bool ipBlockMatchesPods) =>
        Simulation.Run(change.Index(state), change.Changes, [], ipBlockMatchesPods);

    private static Grid GridOf(Change change) => new(change.Before, change.After);
}
