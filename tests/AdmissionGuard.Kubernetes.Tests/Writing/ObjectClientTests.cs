using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.Kubernetes.Writing;
using AdmissionGuard.TestKit;

namespace AdmissionGuard.Kubernetes.Tests.Writing;

public sealed class ObjectClientTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = new("default", "web");
    private readonly Place _place = new();
    private ApiServer _server = null!;
    private ApiClient _client = null!;
    private ObjectClient _services = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        var settings = ConnectionSearch.ForCommandLine(_place.With("config", _server.Kubeconfig()), null, _place.Surroundings);
        _client = ApiClient.Open(settings, TimeProvider.System);
        _services = new ObjectClient(_client, "v1", "services", TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public async Task What_is_made_can_be_found_changed_and_deleted()
    {
        var made = await _services.CreateAsync(Service(), Cancellation);
        made["metadata"]!["labels"] = new JsonObject { ["app"] = "web" };
        await _services.UpdateAsync(made, Cancellation);
        var found = await _services.FindAsync(Key, Cancellation);
        Assert.Equal("web", (string?)found!["metadata"]!["labels"]!["app"]);
        Assert.True(await _services.DeleteAsync(Key, (string)found["metadata"]!["uid"]!, Cancellation));
        Assert.Null(await _services.FindAsync(Key, Cancellation));
    }

    [Fact]
    public async Task A_status_is_written_without_touching_the_rest()
    {
        var made = await _services.CreateAsync(Service(), Cancellation);
        made["spec"]!["ports"]![0]!["port"] = 81;
        made["status"] = (JsonObject)JsonNode.Parse("""{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}""")!;
        var stored = await _services.UpdateStatusAsync(made, Cancellation);
        Assert.Equal("192.0.2.1", (string?)stored["status"]!["loadBalancer"]!["ingress"]![0]!["ip"]);
        Assert.Equal(80, (int?)stored["spec"]!["ports"]![0]!["port"]);
    }

    [Fact]
    public async Task What_another_has_changed_is_not_overwritten()
    {
        var made = await _services.CreateAsync(Service(), Cancellation);
        var mine = (JsonObject)made.DeepClone();
        made["metadata"]!["labels"] = new JsonObject { ["app"] = "theirs" };
        await _services.UpdateAsync(made, Cancellation);
        mine["metadata"]!["labels"] = new JsonObject { ["app"] = "mine" };
        var refusal = await Assert.ThrowsAsync<ApiException>(() => _services.UpdateAsync(mine, Cancellation));
        Assert.Equal((409, "Conflict"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public async Task An_apply_makes_an_object_and_the_next_takes_back_what_it_does_not_name_and_keeps_what_others_added()
    {
        var first = Service();
        first["metadata"]!["labels"] = new JsonObject { ["app"] = "web", ["tier"] = "front" };
        var made = await _services.ApplyAsync(first, "mine", Cancellation);
        made["metadata"]!["annotations"] = new JsonObject { ["note"] = "theirs" };
        await _services.UpdateAsync(made, Cancellation);
        var second = Service();
        second["metadata"]!["labels"] = new JsonObject { ["app"] = "web" };

        var stored = await _services.ApplyAsync(second, "mine", Cancellation);

        Assert.Equal("""{"app":"web"}""", stored["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal("theirs", (string?)stored["metadata"]!["annotations"]!["note"]);
        var again = await _services.ApplyAsync(second, "mine", Cancellation);
        Assert.Equal((string?)stored["metadata"]!["resourceVersion"], (string?)again["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_merge_changes_what_it_names_whatever_others_have_changed()
    {
        var made = await _services.CreateAsync(Service(), Cancellation);
        made["metadata"]!["labels"] = new JsonObject { ["app"] = "web" };
        await _services.UpdateAsync(made, Cancellation);
        var patch = (JsonObject)JsonNode.Parse("""{"metadata":{"annotations":{"note":"mine"}}}""")!;
        var stored = await _services.MergeAsync(Key, patch, isStatus: false, Cancellation);
        Assert.Equal(("web", "mine"), ((string?)stored["metadata"]!["labels"]!["app"], (string?)stored["metadata"]!["annotations"]!["note"]));
    }

    [Fact]
    public async Task What_is_there_is_not_made_twice()
    {
        await _services.CreateAsync(Service(), Cancellation);
        var refusal = await Assert.ThrowsAsync<ApiException>(() => _services.CreateAsync(Service(), Cancellation));
        Assert.Equal((409, "AlreadyExists"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public async Task One_that_came_later_under_the_same_name_is_not_deleted()
    {
        await _services.CreateAsync(Service(), Cancellation);
        var refusal = await Assert.ThrowsAsync<ApiException>(() => _services.DeleteAsync(Key, "another", Cancellation));
        Assert.Equal(409, refusal.Code);
        Assert.NotNull(await _services.FindAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_no_failure() =>
        Assert.False(await _services.DeleteAsync(Key, "any", Cancellation));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static JsonObject Service() => (JsonObject)JsonNode.Parse("""
        {"apiVersion":"v1","kind":"Service","metadata":{"namespace":"default","name":"web"},"spec":{"ports":[{"port":80}]}}
        """)!;
}
