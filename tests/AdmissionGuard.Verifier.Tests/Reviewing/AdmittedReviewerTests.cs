using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.Verifier.Controlling;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Tests.Reviewing;

public sealed class AdmittedReviewerTests : IAsyncLifetime
{
    private static readonly ReviewOptions Quick = new()
    {
        Settle = TimeSpan.FromMilliseconds(500),
        Quiet = TimeSpan.FromMilliseconds(100),
        Interval = TimeSpan.FromMilliseconds(300),
        Retry = TimeSpan.FromMilliseconds(100),
        Saving = TimeSpan.FromMilliseconds(50),
        Pulse = TimeSpan.FromMilliseconds(20),
    };

    private static readonly ReviewOptions Unhurried = Quick with { Settle = TimeSpan.FromMinutes(5) };

    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await CompanionCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_finding_that_was_only_warned_of_becomes_an_Event_of_the_policy()
    {
        await LeadAsync(Unhurried);
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var told = await _cluster.EventAsync("db", "IsolationStarts");
        Assert.Equal(("Warning", "Review"), ((string?)told["type"], (string?)told["action"]));
        Assert.Equal(
            "isolation-starts (spec.podSelector): shop/db[Pod] becomes isolated for ingress and loses connections from shop/job[Pod], "
            + "shop/web-2[Pod] and shop/web[Pod], and all addresses outside the cluster. Make sure that the policies of these pods together allow what they need.",
            (string?)told["message"]);
        Assert.Equal(UidOf("db"), (string?)told["involvedObject"]!["uid"]);
    }

    [Fact]
    public async Task What_was_told_is_not_told_again_however_often_it_is_looked()
    {
        await LeadAsync(Unhurried);
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var told = await _cluster.EventAsync("db", "IsolationStarts");
        await SavedAsync("db");
        await Task.Delay(Quick.Interval * 4, TestContext.Current.CancellationToken);
        Assert.Equal(told.ToJsonString(), Assert.Single(_cluster.Events("db")).ToJsonString());
    }

    [Fact]
    public async Task Of_policies_that_were_there_before_the_first_start_nothing_is_said()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await LeadAsync(Quick);
        await SavedAsync("db");
        _cluster.Put(CompanionCluster.Policy("web", to: "web", from: "job"));
        await _cluster.EventAsync("web", "IsolationStarts");
        Assert.Empty(_cluster.Events("db"));
    }

    [Fact]
    public async Task What_changes_while_no_controller_runs_is_reviewed_at_the_next_start()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        _cluster.Put(CompanionCluster.Policy("gone", to: "job", from: "web"));
        var end = await LeadAsync(Unhurried);
        await SavedAsync("db");
        await end();
        var changed = CompanionCluster.Policy("db", to: "db", from: "web");
        changed["spec"]!.AsObject().Remove("ingress");
        _cluster.Put(changed);
        _cluster.Put(CompanionCluster.Policy("new", to: "web", from: "job"));
        _cluster.Server.Store.Delete(BuiltInResources.NetworkPolicies, "shop", "gone");
        await LeadAsync(Unhurried, "two");
        var lost = await _cluster.EventAsync("db", "IngressRulesRemoved");
        Assert.StartsWith(
            "let through, although it is to be denied (the webhook was away or failed open, or the change is exempt): ingress-rules-removed (spec.ingress): "
            + "policy \"shop/db\" loses all it admitted: shop/web-2[Pod] and shop/web[Pod] to shop/db[Pod] on TCP 8080. ",
            (string?)lost["message"], StringComparison.Ordinal);
        await _cluster.EventAsync("new", "IsolationStarts");
        var ended = await _cluster.EventAsync("gone", "IsolationEnds");
        Assert.Null(ended["involvedObject"]!["uid"]);
    }

    [Fact]
    public async Task What_another_policy_makes_up_for_in_time_is_cured()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await LeadAsync(Quick with { Settle = TimeSpan.FromSeconds(2) });
        await SavedAsync("db");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "job"));
        await _cluster.EventAsync("db", "IngressRulesRemoved");
        _cluster.Put(CompanionCluster.Policy("db-too", to: "db", from: "web"));
        var told = await _cluster.EventAsync("db", "Cured");
        Assert.Equal("Normal", (string?)told["type"]);
        Assert.Matches(@"^what the change of \d\d:\d\d UTC took is made up for: ingress-rules-removed$", (string?)told["message"]);
        Assert.Empty(_cluster.Events("db", "NotCured"));
    }

    [Fact]
    public async Task What_nothing_makes_up_for_is_said_once_more_and_then_no_more()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await LeadAsync(Quick);
        await SavedAsync("db");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "job"));
        var told = await _cluster.EventAsync("db", "NotCured");
        Assert.Equal("Warning", (string?)told["type"]);
        Assert.Matches(
            @"^\d+ s after the change of \d\d:\d\d UTC nothing makes up for what it took: ingress-rules-removed: policy ""shop/db"" loses all it admitted: ",
            (string?)told["message"]);
        await Task.Delay(Quick.Interval * 4, TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(_cluster.Events("db", "NotCured"))["series"]);
    }

    [Fact]
    public async Task An_acknowledged_loss_is_no_news_and_is_looked_at_nevertheless()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await LeadAsync(Quick);
        await SavedAsync("db");
        var changed = CompanionCluster.Policy("db", to: "db", from: "job");
        changed["metadata"]!["annotations"] = new JsonObject { ["admission-guard.io/acknowledge"] = "ingress-rules-removed=" + DigestOf(CompanionCluster.Policy("db", to: "db", from: "web"), changed) };
        _cluster.Put(changed);
        await _cluster.EventAsync("db", "NotCured");
        Assert.Empty(_cluster.Events("db", "IngressRulesRemoved"));
    }

    [Fact]
    public async Task What_is_to_be_looked_at_is_not_forgotten_when_the_controller_ends()
    {
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var end = await LeadAsync(Quick with { Settle = TimeSpan.FromSeconds(3) });
        await SavedAsync("db");
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "job"));
        await _cluster.EventAsync("db", "IngressRulesRemoved");
        await SavedAsync("db", "job");
        await end();
        await LeadAsync(Unhurried, "two");
        await _cluster.EventAsync("db", "NotCured");
        Assert.Null(Assert.Single(_cluster.Events("db", "IngressRulesRemoved"))["series"]);
    }

    [Fact]
    public async Task An_Event_that_the_API_server_would_not_have_is_written_later()
    {
        await LeadAsync(Unhurried);
        _cluster.Server.Faults.Add(Fault.InternalError, request => request.Path.Contains("/events", StringComparison.Ordinal), times: 2);
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await _cluster.EventAsync("db", "IsolationStarts");
        Assert.Contains(_cluster.Reports, report => report.StartsWith("the change of shop/db is reviewed later: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("off")]
    public async Task A_namespace_whose_mode_is_not_to_speak_gets_no_Events(string mode)
    {
        _cluster.Server.Store.Put(JsonNode.Parse($$"""
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"admission-guard.io/mode":"{{mode}}"} } }
            """)!.AsObject());
        await LeadAsync(Quick);
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await SavedAsync("db");
        Assert.Empty(_cluster.Events("db"));
    }

    [Fact]
    public async Task Where_messages_may_name_one_namespace_only_Events_do_so_too()
    {
        _cluster.Server.Store.PutNamespace("bank");
        var teller = CompanionCluster.Pod("teller", "n1", "10.0.1.9");
        teller["metadata"]!["namespace"] = "bank";
        _cluster.Put(teller);
        await LeadAsync(Unhurried with { Configuration = new WebhookConfiguration { Disclosure = Disclosure.Namespace } });
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        var told = (string?)(await _cluster.EventAsync("db", "IsolationStarts"))["message"];
        Assert.DoesNotContain("teller", told, StringComparison.Ordinal);
        Assert.Contains("1 workload of another namespace", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_down_and_cannot_be_read_is_said_and_written_anew()
    {
        for (var shard = 0; shard < ReviewedPolicies.Shards; shard++)
        {
            _cluster.Put(JsonNode.Parse($$"""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{ReviewedPolicies.NameOf(shard)}}","namespace":"{{CompanionCluster.Place}}"},
                "binaryData":{"policies.json.gz":"bm9uc2Vuc2U="} }
                """)!.AsObject());
        }

        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        await LeadAsync(Quick);
        await SavedAsync("db");
        Assert.Contains(_cluster.Reports, report => report.StartsWith(
            "ConfigMap admission-guard-verifier/reviewed-policies-0 cannot be read; changes of its policies since it was written are not reviewed: ",
            StringComparison.Ordinal));
        Assert.Empty(_cluster.Events("db"));
    }

    private static string DigestOf(JsonObject before, JsonObject after) => Acknowledgement.Digest(
        "ingress-rules-removed", new ObjectKey("shop", "db"), Operation.Update, SpecOf(before), SpecOf(after));

    private static PolicySpec SpecOf(JsonObject policy) => StoredPolicy.Of(new ObjectKey("shop", "db"), policy["spec"]!.AsObject()).Spec;

    private async Task<Func<Task>> LeadAsync(ReviewOptions options, string identity = "one")
    {
        var end = _cluster.AddController(identity, review: options);
        await _cluster.LeaderAsync(identity);
        await _cluster.KnownAsync();
        return end;
    }

    private Task SavedAsync(string policy, string containing = "") => Eventually.Async(
        () => Saved().Any(pair => pair.Key.Name == policy
            && SpecText.Of(pair.Value.Policy?.Spec).Contains(containing, StringComparison.Ordinal)), $"{policy} written down");

    private IEnumerable<KeyValuePair<ObjectKey, ReviewedPolicy>> Saved() => Enumerable.Range(0, ReviewedPolicies.Shards)
        .Select(shard => _cluster.Server.Store.Find(BuiltInResources.ConfigMaps, CompanionCluster.Place, ReviewedPolicies.NameOf(shard))?.ToNode())
        .OfType<JsonObject>()
        .Select(map => Convert.FromBase64String((string)map["binaryData"]!["policies.json.gz"]!))
        .Where(bytes => bytes is [0x1f, 0x8b, ..])
        .SelectMany(ReviewedForm.Read);

    private string? UidOf(string policy) =>
        (string?)_cluster.Server.Store.Find(BuiltInResources.NetworkPolicies, "shop", policy)!.ToNode()["metadata"]!["uid"];
}
