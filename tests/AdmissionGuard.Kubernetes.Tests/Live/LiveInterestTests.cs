using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.Kubernetes.Tests.Live;

public sealed class LiveInterestTests
{
    private readonly ConcurrentQueue<string> _told = [];

    [Fact]
    public async Task Policies_that_were_there_have_not_changed_and_those_that_come_change_and_go_have()
    {
        await using var watched = await WatchedServer.SyncedAsync(
            server => server.Store.Put(WatchedServer.Policy("there", "web")), interest: new LiveInterest { PoliciesChanged = Note });
        Assert.Empty(_told);
        watched.Put(WatchedServer.Policy("web", "web"));
        watched.Put(WatchedServer.Policy("web", "db"));
        watched.Server.Store.Delete(BuiltInResources.NetworkPolicies, "shop", "there");
        await Eventually.Async(() => _told.Count == 3);
        Assert.Equal(["- → shop/web app=web", "shop/web app=web → shop/web app=db", "shop/there app=web → -"], _told);
    }

    [Fact]
    public async Task The_first_policy_of_a_cluster_without_any_has_changed_too()
    {
        await using var watched = await WatchedServer.SyncedAsync(interest: new LiveInterest { PoliciesChanged = Note });
        watched.Put(WatchedServer.Policy("web", "web"));
        await Eventually.Async(() => _told.Count == 1);
    }

    [Fact]
    public async Task Pods_carry_what_a_probe_must_know_only_where_that_is_asked_for()
    {
        await using var plain = await WatchedServer.SyncedAsync(server => server.Store.Put(WatchedServer.Pod("a", "web", "10.0.0.1")));
        await using var probing = await WatchedServer.SyncedAsync(
            server => server.Store.Put(WatchedServer.Pod("a", "web", "10.0.0.1")), interest: new LiveInterest { Probing = true });
        Assert.Null(RuntimeOf(plain));
        Assert.True(RuntimeOf(probing)!.IsRunning);
    }

    private static PodRuntime? RuntimeOf(WatchedServer watched) =>
        watched.Cluster.Read([], index => index.Find("shop")!.Classes.Single().Pods.Single().Runtime);

    private void Note(IReadOnlyList<(NetworkPolicy? Before, NetworkPolicy? After)> changes)
    {
        foreach (var (before, after) in changes)
        {
            _told.Enqueue($"{Text(before)} → {Text(after)}");
        }
    }

    private static string Text(NetworkPolicy? policy) => policy is null ? "-" : $"{policy.Key} {policy.Spec.PodSelector}";
}
