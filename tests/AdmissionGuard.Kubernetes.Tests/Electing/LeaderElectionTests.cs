using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.TestKit.Faults;

namespace AdmissionGuard.Kubernetes.Tests.Electing;

public sealed class LeaderElectionTests : IAsyncLifetime
{
    private Electorate _electorate = null!;

    public async ValueTask InitializeAsync() => _electorate = await Electorate.OpenAsync();

    public ValueTask DisposeAsync() => _electorate.DisposeAsync();

    [Fact]
    public async Task The_first_to_stand_leads_and_says_so_in_the_lease()
    {
        await _electorate.StandAsync("a");
        Assert.Equal(["a"], _electorate.Leaders);
        Assert.Equal(
            """{"holderIdentity":"a","leaseDurationSeconds":15,"acquireTime":"2026-01-01T00:00:00.000000Z","renewTime":"2026-01-01T00:00:00.000000Z","leaseTransitions":0}""",
            _electorate.Lease["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task As_long_as_one_renews_the_other_waits()
    {
        await _electorate.StandAsync("a");
        await _electorate.StandAsync("b");
        await _electorate.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["a"], _electorate.Leaders);
        Assert.Equal("2026-01-01T00:00:00.000000Z", (string?)_electorate.Lease["spec"]!["acquireTime"]);
        Assert.Equal("2026-01-01T00:01:00.000000Z", (string?)_electorate.Lease["spec"]!["renewTime"]);
    }

    [Fact]
    public async Task Whoever_ends_gives_the_lead_back_so_that_the_other_need_not_wait()
    {
        await _electorate.StandAsync("a");
        await _electorate.StandAsync("b");
        await _electorate.WithdrawAsync("a");
        Assert.Equal("", _electorate.Holder);
        await _electorate.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["b"], _electorate.Leaders);
        Assert.Equal(1, (int?)_electorate.Lease["spec"]!["leaseTransitions"]);
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_is_taken_over_when_it_has_not_changed_for_its_duration()
    {
        await _electorate.StandAsync("a");
        _electorate.Seize("gone");
        await _electorate.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(_electorate.Leaders);
        await _electorate.PassAsync(TimeSpan.FromSeconds(12));
        Assert.Empty(_electorate.Leaders);
        await _electorate.PassAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(["a"], _electorate.Leaders);
    }

    [Fact]
    public async Task The_times_in_a_lease_are_another_clocks_and_decide_nothing()
    {
        await _electorate.StandAsync("a");
        var lease = _electorate.Lease;
        lease["spec"]!["holderIdentity"] = "fast";
        lease["spec"]!["renewTime"] = "2031-01-01T00:00:00.000000Z";
        _electorate.Server.Store.Put(lease);
        await _electorate.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["a"], _electorate.Leaders);
    }

    [Fact]
    public async Task A_leader_whose_lease_another_has_taken_leads_no_longer_at_its_next_look()
    {
        await _electorate.StandAsync("a");
        _electorate.Seize("b");
        await _electorate.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(_electorate.Leaders);
        Assert.Contains("a leads no longer: another has taken the lease kube-system/controller", _electorate.Reports);
        Assert.Equal("b", _electorate.Holder);
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_gives_up_before_another_may_take_over()
    {
        await _electorate.StandAsync("a");
        _electorate.Server.Faults.Add(Fault.Unavailable, request => request.Path.Contains("/leases", StringComparison.Ordinal), times: 1_000);
        await _electorate.PassAsync(TimeSpan.FromSeconds(8));
        Assert.Equal(["a"], _electorate.Leaders);
        await _electorate.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(_electorate.Leaders);
        Assert.Contains(
            "a leads no longer: the lease kube-system/controller could not be renewed for 10 s", _electorate.Reports);
        _electorate.Server.Faults.Clear();
        await _electorate.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["a"], _electorate.Leaders);
    }

    [Fact]
    public async Task A_server_that_is_silent_keeps_nobody_in_the_lead()
    {
        await _electorate.StandAsync("a");
        _electorate.Server.Faults.Add(Fault.Silence, request => request.Path.Contains("/leases", StringComparison.Ordinal), times: 2);
        _electorate.Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Async(() => _electorate.Time.Waiting > 1);
        _electorate.Time.Advance(TimeSpan.FromSeconds(8));
        await Eventually.Async(() => !_electorate.Leaders.Any());

        // Giving the lead back is tried for a second.
        await Eventually.Async(() => _electorate.Time.NextDue <= TimeSpan.FromSeconds(1));
        _electorate.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Async(() => _electorate.Reports.Any(line => line.Contains("was not given back", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_lease_that_was_deleted_is_made_again()
    {
        await _electorate.StandAsync("a");
        _electorate.Server.Store.Delete(
            TestKit.Discovery.BuiltInResources.All.Single(kind => kind.Plural == "leases"), "kube-system", "controller");
        await _electorate.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["a"], _electorate.Leaders);
        Assert.Equal("a", _electorate.Holder);
    }
}
