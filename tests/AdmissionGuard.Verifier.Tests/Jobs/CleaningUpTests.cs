using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Verifier.Tests.Jobs;

/// <summary>Who owns stand-ins, and that they go whatever happens.</summary>
public sealed class CleaningUpTests : IAsyncLifetime
{
    private JobCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await JobCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Nothing_is_left_behind()
    {
        _cluster.Nodes.Passes = JobCluster.Enforces;
        await _cluster.RunAsync();
        Assert.NotEmpty(_cluster.Nodes.Seen);
        Assert.Empty(_cluster.Leases());
        Assert.Empty(_cluster.Nodes.Pods);
    }

    [Fact]
    public async Task Each_stand_in_is_controlled_by_the_Lease_of_its_namespace_so_that_nobody_adopts_it()
    {
        _cluster.Nodes.Passes = JobCluster.Enforces;
        await _cluster.RunAsync();
        Assert.All(_cluster.Nodes.Seen.Values, pod =>
        {
            var owner = Assert.Single(pod["metadata"]!["ownerReferences"]!.AsArray())!;
            Assert.Equal(("coordination.k8s.io/v1", "Lease", true), ((string?)owner["apiVersion"], (string?)owner["kind"], (bool)owner["controller"]!));
            Assert.Null(owner["blockOwnerDeletion"]);
        });
    }

    [Fact]
    public async Task In_the_jobs_own_namespace_the_Lease_goes_with_the_Job()
    {
        // A policy about pods there, beside those of the shop.
        var pod = CompanionCluster.Pod("tool", "n1", "10.0.1.9");
        pod["metadata"]!["namespace"] = JobCluster.Place;
        _cluster.Server.Store.Put(pod);
        var policy = CompanionCluster.Policy("tool", to: "tool", from: "web");
        policy["metadata"]!["namespace"] = JobCluster.Place;
        _cluster.Server.Store.Put(policy);
        _cluster.Nodes.Starts = _ => false;
        var running = _cluster.RunAsync(JobCluster.Options($"{JobCluster.Place}/tool", "shop/db"));
        await Eventually.Async(() => _cluster.Leases().Count == 2, "two Leases");
        var leases = _cluster.Leases().ToDictionary(lease => (string)lease["metadata"]!["namespace"]!, lease => lease["metadata"]!["ownerReferences"]?[0]);
        Assert.Equal(("Job", "verify", "job-uid"), ((string?)leases[JobCluster.Place]!["kind"], (string?)leases[JobCluster.Place]!["name"], (string?)leases[JobCluster.Place]!["uid"]));
        Assert.Null(leases["shop"]);
        await running;
    }

    [Fact]
    public async Task A_job_that_is_told_to_end_removes_them_first()
    {
        using var stop = new CancellationTokenSource();
        var running = _cluster.RunAsync(cancellation: stop.Token);
        await Eventually.Async(() => _cluster.Nodes.Seen.Count > 1, "stand-ins");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(_cluster.Leases());
        Assert.Empty(_cluster.Nodes.Pods);
    }

    [Fact]
    public async Task What_a_job_that_was_killed_left_behind_is_removed_by_the_next_once_its_time_is_over()
    {
        await KillAsync();
        var left = _cluster.Nodes.Pods.Count;
        Assert.NotEqual(0, left);

        // Its time is not over: it may be another job that is at work.
        _cluster.Nodes.Passes = JobCluster.Enforces;
        Assert.Equal(EnforcementVerdict.Enforced, (await _cluster.RunAsync()).Trial!.Verdict);
        Assert.Equal(left, _cluster.Nodes.Pods.Count);

        var lease = Assert.Single(_cluster.Leases());
        lease["metadata"]!["annotations"]!["admission-guard.io/expires"] = "2020-01-01T00:00:00Z";
        _cluster.Server.Store.Put(_cluster.Server.Served.All.Single(kind => kind.Plural == "leases"), lease);
        Assert.Equal(EnforcementVerdict.Enforced, (await _cluster.RunAsync()).Trial!.Verdict);
        await Eventually.Async(() => _cluster.Nodes.Pods.Count == 0, "sweeping");
        Assert.Empty(_cluster.Leases());
        Assert.Contains("removed what 1 Lease of earlier runs had left behind", _cluster.Reports);
    }

    [Fact]
    public async Task A_garbage_collector_that_is_late_is_reported()
    {
        _cluster.Nodes.Passes = JobCluster.Enforces;
        _cluster.Nodes.Collects = false;
        await _cluster.RunAsync();
        Assert.Contains(_cluster.Reports, line => line.Contains("stand-ins are still there: the garbage collector is late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Leases_of_others_are_left_alone()
    {
        _cluster.Put("""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"n1","namespace":"kube-node-lease"},"spec":{}}""");
        await _cluster.RunAsync();
        Assert.Equal("n1", (string?)Assert.Single(_cluster.Leases())["metadata"]!["name"]);
    }

    // A process that is killed does nothing any more: here, because it may not.
    private async Task KillAsync()
    {
        using var stop = new CancellationTokenSource();
        var running = _cluster.RunAsync(cancellation: stop.Token);
        await Eventually.Async(() => _cluster.Nodes.Seen.Count > 1, "stand-ins");
        _cluster.Server.Authorization.TakeAway(JobCluster.Account.Name);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        _cluster.Server.Authorization.GiveBack(JobCluster.Account.Name);
    }
}
