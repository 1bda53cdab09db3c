using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Sequencing;

namespace AdmissionGuard.Core.Tests.Sequencing;

public sealed class StepPlannerTests
{
    [Fact]
    public void Entangled_changes_are_searched()
    {
        // 0 gives to 1 or 2, each of which gives to 0 once the other has taken: only an order that begins with 2 works.
        var steps = StepPlanner.Plan([Moves(from: [0, 1], to: [2]), Moves(from: [2], to: [3]), Moves(from: [3], to: [1, 0])]);

        Assert.All(steps, step => Assert.Null(step.Stuck));
        Assert.Equal([0, 1, 2, 3], steps.SelectMany(step => step.Changes).Order());
    }

    [Fact]
    public void A_ring_of_changes_is_stuck_and_the_rest_is_not()
    {
        var steps = StepPlanner.Plan([Moves([0], [1]), Moves([1], [2]), Moves([2], [0]), Moves([3], [4])]);

        Assert.Equal(["4", "3", "0 1 2"], steps.Select(step => string.Join(' ', step.Changes)));
        Assert.Equal([false, false, true], steps.Select(step => step.Stuck is not null));
        Assert.True(steps[2].Stuck!.IsCertain);
        Assert.Equal([0, 1, 2], steps[2].Stuck!.Blocked.Select(blocked => blocked.Change));
    }

    [Fact]
    public void Independent_circles_are_searched_one_by_one()
    {
        var steps = StepPlanner.Plan(Enumerable.Range(0, 100).SelectMany(i => new[] { Moves([2 * i], [(2 * i) + 1]), Moves([(2 * i) + 1], [2 * i]) }));

        Assert.Equal(100, steps.Count(step => step.Stuck is { IsCertain: true }));
    }

    [Fact]
    public void A_large_tangle_is_given_up_and_said_to_be()
    {
        // Any of many may go first, as long as 0 is neither the first nor the last and the last of all waits for itself.
        var others = Enumerable.Range(1, 30).ToArray();
        var steps = StepPlanner.Plan([Moves([0], others), Moves(others, [0]), Moves([31], [32]), Moves([32, 1], [31]), Moves([32], [31, 2])]);

        var stuck = Assert.Single(steps, step => step.Stuck is not null).Stuck!;
        Assert.False(stuck.IsCertain);
        Assert.NotEmpty(stuck.Blocked);
    }

    [Fact]
    public void A_thousand_changes_that_only_add_and_remove_are_two_steps()
    {
        var steps = StepPlanner.Plan(Enumerable.Range(0, 500).Select(i => Moves([i], [i + 500])));

        Assert.Equal([500, 500], steps.Select(step => step.Changes.Count));
        Assert.Equal(500, steps[0].Changes.Min);
    }

    // Connections that some changes stop to allow and others begin to, of pods that stay isolated.
    private static Passage Moves(int[] from, int[] to) => new(
        IsIsolated: true,
        [
            .. from.Select(change => new Turn(change, Standing.Open, Standing.Closed)),
            .. to.Select(change => new Turn(change, Standing.Closed, Standing.Open)),
        ],
        new PassageEvidence(Direction.Ingress));
}
