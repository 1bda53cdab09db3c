using System.Net.Sockets;
using System.Text.Json.Nodes;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Reporting;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Tests.Jobs;

public sealed class JobTests : IAsyncLifetime
{
    private JobCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await JobCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_policy_that_the_network_obeys_is_enforced()
    {
        _cluster.Nodes.Passes = JobCluster.Enforces;
        var report = await _cluster.RunAsync();
        Assert.Equal((EnforcementVerdict.Enforced, []), (report.Trial!.Verdict, report.Trial.Reasons));
        Assert.Contains(report.Trial.Standings, standing => $"{standing.Probe}" == "shop/job → shop/db TCP 8080 (IPv4)" && standing.Last!.Outcome == Enforcement.Probing.Outcome.Blocked);
        Assert.Contains(report.Trial.Standings, standing => $"{standing.Probe}" == "shop/web → shop/db TCP 8080 (IPv4)" && standing.Last!.Outcome == Enforcement.Probing.Outcome.Arrived);
    }

    [Fact]
    public async Task A_policy_that_the_network_ignores_is_not_enforced()
    {
        var report = await _cluster.RunAsync();
        Assert.Equal(EnforcementVerdict.NotEnforced, report.Trial!.Verdict);
        Assert.StartsWith("must be blocked and arrives: shop/job → shop/db TCP 80", report.Trial.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_forgets_the_ports_enforces_in_part()
    {
        _cluster.Nodes.Passes = (from, to, _) => to != "db" || from is null or "web";
        Assert.Equal(EnforcementVerdict.Partial, (await _cluster.RunAsync()).Trial!.Verdict);
    }

    [Fact]
    public async Task A_network_that_rejects_enforces_and_that_is_said()
    {
        _cluster.Nodes.Passes = JobCluster.Enforces;
        _cluster.Nodes.Blocks = (_, _) => throw new SocketException((int)SocketError.ConnectionRefused);
        var trial = (await _cluster.RunAsync()).Trial!;
        Assert.Equal(EnforcementVerdict.Enforced, trial.Verdict);
        Assert.EndsWith("are rejected with an answer, not dropped", Assert.Single(trial.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_an_arrival_proves_nothing()
    {
        using var proxy = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        proxy.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        proxy.Listen();
        _cluster.Nodes.Passes = JobCluster.Enforces;
        _cluster.Nodes.Blocks = (_, cancellation) => TcpConnections.OpenAsync((System.Net.IPEndPoint)proxy.LocalEndPoint!, cancellation);
        var trial = (await _cluster.RunAsync()).Trial!;
        Assert.Equal(EnforcementVerdict.Inconclusive, trial.Verdict);
        Assert.Contains(trial.Reasons, reason => reason.EndsWith("yet somebody took it: something on the way answers for it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_arrives_not_even_from_the_own_node_nothing_is_concluded()
    {
        _cluster.Nodes.Passes = (_, to, _) => to != "db";
        var trial = (await _cluster.RunAsync()).Trial!;
        Assert.Equal(EnforcementVerdict.Inconclusive, trial.Verdict);
        Assert.Contains(trial.Reasons, reason => reason.Contains("blocked and unreachable look the same", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_only_the_own_node_arrives_what_must_arrive_is_blocked()
    {
        _cluster.Nodes.Passes = (from, to, _) => to != "db" || from is null;
        var trial = (await _cluster.RunAsync()).Trial!;
        Assert.Equal(EnforcementVerdict.Partial, trial.Verdict);
        Assert.Contains("must arrive and is blocked: shop/web → shop/db TCP 8080 (IPv4)", trial.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task UDP_is_not_tried_and_that_is_said()
    {
        var policy = CompanionCluster.Policy("db", to: "db", from: "web");
        policy["spec"]!["ingress"]![0]!["ports"]!.AsArray().Add(new JsonObject { ["port"] = 53, ["protocol"] = "UDP" });
        _cluster.Server.Store.Put(policy);
        var report = await _cluster.RunAsync();
        Assert.Contains(report.Plan.Unprobed, item => item.What == "shop/db ingress[0] UDP 53" && item.Reason == "stand-ins speak TCP alone");
    }

    [Fact]
    public async Task Where_a_Service_publishes_what_is_not_ready_nothing_stands_for_its_pods()
    {
        _cluster.Put("""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"db-peers","namespace":"shop"},
            "spec":{"clusterIP":"None","publishNotReadyAddresses":true,"selector":{"app":"db"},"ports":[{"port":8080}]} }
            """);
        var trial = (await _cluster.RunAsync()).Trial!;
        Assert.Equal(EnforcementVerdict.Inconclusive, trial.Verdict);
        Assert.Contains(
            "no proof for shop/db ingress: none of its pods can be probed: Service shop/db-peers publishes what is not ready "
            + "(publishNotReadyAddresses): a stand-in would get its clients",
            trial.Reasons);
        Assert.Empty(_cluster.Nodes.Seen);
    }

    [Fact]
    public async Task What_the_API_server_refuses_is_given_as_the_reason()
    {
        _cluster.Server.Faults.Add(
            Fault.Answer(new ApiStatus(403, "Forbidden", "pods \"x\" is forbidden: exceeded quota: small")),
            request => request is { Method: "POST", Path: "/api/v1/namespaces/shop/pods" },
            times: int.MaxValue);
        var trial = (await _cluster.RunAsync()).Trial!;
        Assert.Equal((EnforcementVerdict.Inconclusive, 1), (trial.Verdict, trial.Rounds));
        Assert.Contains(trial.Reasons, reason => reason.EndsWith(
            "nothing stands for shop/db: the API server refuses it: pods \"x\" is forbidden: exceeded quota: small", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_scheduled_in_time_is_given_as_the_reason()
    {
        _cluster.Nodes.Starts = pod =>
        {
            pod["status"]!["conditions"] = JsonNode.Parse("""[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/2 nodes are available"}]""");
            _cluster.Server.Store.Put(TestKit.Discovery.BuiltInResources.Pods, pod);
            return false;
        };
        var trial = (await _cluster.RunAsync(JobCluster.Options() with { Start = TimeSpan.FromSeconds(1) })).Trial!;
        Assert.Equal(EnforcementVerdict.Inconclusive, trial.Verdict);
        Assert.Contains(trial.Reasons, reason => reason.EndsWith(
            "nothing stands for shop/db: it did not run within 1 s: 0/2 nodes are available", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stand_in_that_was_given_a_sidecar_proves_nothing()
    {
        _cluster.Nodes.Starts = pod =>
        {
            if ((string?)pod["metadata"]!["labels"]!["app"] == "db" && pod["spec"]!["containers"]!.AsArray().All(one => (string?)one!["name"] != "envoy"))
            {
                pod["spec"]!["containers"]!.AsArray().Add(new JsonObject { ["name"] = "envoy", ["image"] = "e" });
            }

            return true;
        };
        var trial = (await _cluster.RunAsync()).Trial!;
        Assert.Equal(EnforcementVerdict.Inconclusive, trial.Verdict);
        Assert.Contains(trial.Reasons, reason => reason.EndsWith(
            "nothing stands for shop/db: the cluster added container envoy to it, which may take its connections or answer them", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stand_in_that_is_evicted_in_the_middle_makes_nothing_blocked()
    {
        _cluster.Nodes.Passes = JobCluster.Enforces;
        var running = _cluster.RunAsync(JobCluster.Options() with { Trial = JobCluster.Options().Trial with { CleanRounds = 1000 } });
        await Eventually.Async(() => _cluster.Nodes.Pods.Any(pod => (string?)pod["spec"]!["containers"]![0]!["name"] == "connect"), "connecting");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        foreach (var listener in _cluster.Nodes.Pods.Where(pod => (string?)pod["metadata"]!["labels"]!["app"] == "db"))
        {
            await _cluster.Nodes.EndAsync(listener, "Evicted");
        }

        _cluster.Nodes.Blocks = (_, _) => throw new SocketException((int)SocketError.ConnectionRefused);
        var trial = (await running).Trial!;
        Assert.DoesNotContain(trial.Standings, standing => standing.Wrong > 0);
        Assert.NotEqual(EnforcementVerdict.Enforced, trial.Verdict);
        Assert.Contains(trial.Reasons, reason => reason.EndsWith("what stands for shop/db has fallen silent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_report_reads_as_that_of_the_other_ways_to_prove()
    {
        _cluster.Nodes.Passes = JobCluster.Enforces;
        var lines = TrialText.Lines(await _cluster.RunAsync()).Select(line => string.Concat(line.Select(span => span.Text))).ToList();
        Assert.StartsWith("ENFORCED  shop/db: 5 of 5 connections as policies say; 3 of ", lines[0], StringComparison.Ordinal);
        Assert.Contains("note: each pod named here was stood for by a pod with its labels; no application was spoken to", lines);
    }
}
