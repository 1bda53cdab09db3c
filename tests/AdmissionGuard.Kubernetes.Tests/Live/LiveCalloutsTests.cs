using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.TestKit.Time;
using static AdmissionGuard.Kubernetes.Tests.Live.WatchedServer;

namespace AdmissionGuard.Kubernetes.Tests.Live;

/// <summary>Whom the API server calls is followed where it may be, and never waited for.</summary>
public sealed class LiveCalloutsTests
{
    private static readonly LiveInterest Callouts = new() { Callouts = true };

    public static TheoryData<string> Kinds => ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_the_API_server_calls_comes_changes_and_goes(string kind)
    {
        await using var watched = await SyncedAsync(Guarded, interest: Callouts);
        Assert.False(IsFound(watched));

        watched.Put(Callout(kind, "guard"));
        await UntilAsync(watched, isFound: true);
        watched.Put(Callout(kind, "another"));
        await UntilAsync(watched, isFound: false);
        watched.Put(Callout(kind, "guard"));
        await UntilAsync(watched, isFound: true);
        watched.Server.Store.Delete(Served(kind), "", "it");
        await UntilAsync(watched, isFound: false);
    }

    [Fact]
    public async Task A_list_after_the_server_has_forgotten_makes_up_for_what_was_missed()
    {
        await using var watched = await SyncedAsync(
            server =>
            {
                Guarded(server);
                server.Store.Put(Callout("MutatingWebhookConfiguration", "guard"));
            },
            interest: Callouts);
        await UntilAsync(watched, isFound: true);
        await watched.Server.StopListeningAsync();
        await Eventually.Async(() => watched.Cluster.OptionalKinds.All(kind => kind.Status.LastError is not null));

        // While the server is away what was known is what counts.
        Assert.True(IsFound(watched));
        watched.Server.Store.Delete(Served("MutatingWebhookConfiguration"), "", "it");
        watched.Server.Store.Compact();
        await watched.Server.ListenAgainAsync();
        await UntilAsync(watched, isFound: false);
        Assert.Equal(1, watched.Cluster.OptionalKinds[1].Status.Counters.Relists[RelistReason.Expired]);
    }

    [Fact]
    public async Task Who_may_not_read_them_is_synced_all_the_same_and_none_of_them_counts_for_the_age()
    {
        await using var watched = await SyncedAsync(
            server =>
            {
                Guarded(server);
                server.Store.Put(Callout("APIService", "guard"));
                server.Faults.Add(Refusal, IsOptional, times: 100);
            },
            interest: Callouts);
        await Eventually.Async(() => watched.Cluster.OptionalKinds.All(kind => kind.Status.LastError is not null));

        Assert.True(watched.Cluster.IsSynced);
        Assert.True(watched.Cluster.Age < TimeSpan.FromMinutes(1));
        Assert.Equal(5, watched.Cluster.Kinds.Count);
        Assert.Equal(
            ["validatingwebhookconfigurations", "mutatingwebhookconfigurations", "apiservices"],
            watched.Cluster.OptionalKinds.Select(kind => kind.Status.Resource));
        Assert.False(IsFound(watched));
    }

    [Fact]
    public async Task A_right_that_is_withdrawn_takes_what_was_known_along_and_brings_it_back_when_it_is_granted_again()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        var isWithdrawn = false;
        await using var watched = await SyncedAsync(
            server =>
            {
                Guarded(server);
                server.Store.Put(Callout("ValidatingWebhookConfiguration", "guard"));
                server.Faults.Add(Refusal, request => isWithdrawn && IsOptional(request), times: int.MaxValue);
            },
            time,
            interest: Callouts);
        await UntilAsync(watched, isFound: true);

        isWithdrawn = true;
        await watched.Server.StopListeningAsync();
        await watched.Server.ListenAgainAsync();
        await UntilAsync(watched, isFound: false, time);
        Assert.Equal(0, watched.Cluster.OptionalKinds[0].Objects);

        isWithdrawn = false;
        await UntilAsync(watched, isFound: true, time);
    }

    [Fact]
    public async Task Nobody_asks_for_them_unless_somebody_wants_them()
    {
        await using var watched = await SyncedAsync(interest: new LiveInterest { Probing = true });
        await Eventually.Async(() => watched.Server.Requests.Count(request => request.Path.Contains("watch=true", StringComparison.Ordinal)) == 5);
        Assert.Empty(watched.Cluster.OptionalKinds);
        Assert.DoesNotContain(watched.Server.Requests.All, IsOptional);
    }

    private static Fault Refusal => Fault.Answer(new(403, "Forbidden", "you may not"));

    private static bool IsOptional(LoggedRequest request) =>
        request.Path.Contains("webhookconfigurations", StringComparison.Ordinal) || request.Path.Contains("apiservices", StringComparison.Ordinal);

    private static void Guarded(ApiServer server)
    {
        server.Store.Put(Pod("guard", "guard", "10.1.0.1"));
        server.Store.Put((JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"guard","namespace":"shop"},
            "spec":{"selector":{"app":"guard"},"ports":[{"port":443,"targetPort":8443}]}}
            """)!);
    }

    private static JsonObject Callout(string kind, string service) => (JsonObject)JsonNode.Parse(kind == "APIService"
        ? $$"""
            {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"it"},
            "spec":{"group":"g","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"service":{"name":"{{service}}","namespace":"shop"} } }
            """
        : $$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{kind}}","metadata":{"name":"it"},
            "webhooks":[{"name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1"],
            "clientConfig":{"caBundle":"QQ==","service":{"name":"{{service}}","namespace":"shop"} } }]}
            """)!;

    private static ResourceKind Served(string kind) => BuiltInResources.All.Single(one => one.Kind == kind);

    private static bool IsFound(WatchedServer watched)
    {
        var deny = new NetworkPolicy
        {
            Key = new ObjectKey("shop", "deny"),
            Spec = new PolicySpec(LabelSelector.MatchLabels(("app", "guard")), [], [], PolicyTypes.Ingress),
        };
        return watched.Cluster.Read([], index => Reviewer.Review(index, new PolicyChange(deny.Key, null, deny), GuardConfiguration.Default))
            .Findings.Any(finding => finding.Rule == "self-lockout");
    }

    private static Task UntilAsync(WatchedServer watched, bool isFound, FakeTime? time = null) => Eventually.Async(() =>
    {
        time?.Advance(TimeSpan.FromSeconds(1));
        return IsFound(watched) == isFound;
    });
}
