using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Verifier.Controlling;

namespace AdmissionGuard.Verifier.Tests.Controlling;

public sealed class PendingChangesTests
{
    private static readonly ObjectKey Key = new("shop", "web");
    private readonly FakeTime _time = new();
    private readonly PendingChanges _pending;

    public PendingChangesTests() => _pending = new PendingChanges(_time);

    [Fact]
    public async Task Edits_of_one_policy_are_one_change_from_the_first_before_to_the_last_after()
    {
        _pending.Add([(null, Policy("a")), (Policy("a"), Policy("b")), (Policy("b"), Policy("c"))]);
        var change = (await TakeAsync()).Change;
        Assert.Equal((null, "app=c"), (change.Before, change.After!.Spec.PodSelector.ToString()));
        Assert.Equal(0, _pending.Count);
    }

    [Fact]
    public async Task There_and_back_again_is_checked_from_where_it_came_back()
    {
        _pending.Add([(Policy("a"), Policy("b")), (Policy("b"), Policy("a"))]);
        var change = (await TakeAsync()).Change;
        Assert.Equal(("app=b", "app=a"), (change.Before!.Spec.PodSelector.ToString(), change.After!.Spec.PodSelector.ToString()));
    }

    [Fact]
    public void What_means_the_same_is_no_change()
    {
        Assert.Empty(_pending.Add([(Policy("a"), Policy("a"))]));
        Assert.Equal(0, _pending.Count);
    }

    [Fact]
    public async Task The_clock_of_a_change_starts_with_its_last_edit()
    {
        _pending.Add([(null, Policy("a"))]);
        _time.Advance(TimeSpan.FromSeconds(5));
        _pending.Add([(Policy("a"), Policy("b"))]);
        Assert.Equal(_time.GetUtcNow(), (await TakeAsync()).Seen);
    }

    [Fact]
    public async Task What_was_not_brought_to_its_end_comes_before_what_waits()
    {
        var interrupted = new PendingChange(new PolicyChange(Key, null, Policy("a")), _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(5));
        _pending.Add([(Policy("a"), Policy("b"))]);
        _pending.AddBefore(interrupted);
        var taken = await TakeAsync();
        Assert.Equal((null, "app=b"), (taken.Change.Before, taken.Change.After!.Spec.PodSelector.ToString()));
        Assert.Equal(_time.GetUtcNow(), taken.Seen);
    }

    [Fact]
    public async Task A_question_adds_nothing_to_a_change()
    {
        _pending.Add(new PolicyChange(Key, null, null));
        _pending.Add([(Policy("a"), Policy("b"))]);
        _pending.Add(new PolicyChange(Key, null, null));
        Assert.Equal("app=a", (await TakeAsync()).Change.Before!.Spec.PodSelector.ToString());
    }

    [Fact]
    public async Task Policies_are_taken_in_the_order_in_which_they_first_changed()
    {
        _pending.Add([(null, Policy("a", "one")), (null, Policy("a", "two")), (Policy("a", "one"), Policy("b", "one"))]);
        Assert.Equal(["one", "two"], [(await TakeAsync()).Change.Key.Name, (await TakeAsync()).Change.Key.Name]);
    }

    [Fact]
    public async Task Whoever_waits_gets_the_next_one()
    {
        var taken = TakeAsync();
        Assert.False(taken.IsCompleted);
        _pending.Add([(null, Policy("a"))]);
        Assert.Equal(Key, (await taken).Change.Key);
    }

    [Fact]
    public void What_a_leader_must_have_begun_with_is_forgotten()
    {
        _pending.Add([(null, Policy("a", "old"))]);
        _time.Advance(TimeSpan.FromMinutes(1));
        _pending.Add([(null, Policy("a", "new"))]);
        _time.Advance(TimeSpan.FromMinutes(1.5));
        _pending.Forget();
        Assert.Equal(1, _pending.Count);
    }

    private Task<PendingChange> TakeAsync() => _pending.TakeAsync(TestContext.Current.CancellationToken);

    private static NetworkPolicy Policy(string app, string name = "web") => new()
    {
        Key = new ObjectKey("shop", name),
        Spec = new PolicySpec(LabelSelector.MatchLabels(("app", app)), [], [], PolicyTypes.Ingress),
    };
}
