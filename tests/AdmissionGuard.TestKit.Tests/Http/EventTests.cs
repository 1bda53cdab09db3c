namespace AdmissionGuard.TestKit.Tests.Http;

public sealed class EventTests
{
    private const string New = "/apis/events.k8s.io/v1/namespaces/default/events";
    private const string Old = "/api/v1/namespaces/default/events";

    [Fact]
    public async Task What_is_written_in_the_new_shape_is_read_in_both()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        using var watch = await client.WatchAsync($"{Old}?watch=true");

        var (status, created) = await client.PostAsync(New,
            """
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"web.1"},"reason":"NotEnforced","note":"nothing is blocked",
             "type":"Warning","eventTime":"2026-01-01T00:00:00.000000Z",
             "regarding":{"kind":"NetworkPolicy","name":"web","namespace":"default"},
             "reportingController":"admission-guard","reportingInstance":"verifier-1","action":"Verify"}
            """);
        var (_, old) = await client.GetAsync($"{Old}/web.1");
        var (_, list) = await client.GetAsync($"{New}?fieldSelector=regarding.name%3Dweb");
        var (_, others) = await client.GetAsync($"{Old}?fieldSelector=involvedObject.name%3Dother");
        var watched = await watch.NextEventAsync();

        Assert.Equal(201, status);
        Assert.Equal("nothing is blocked", (string?)created["note"]);
        Assert.Equal(
            "nothing is blocked admission-guard web", $"{old["message"]} {old["reportingComponent"]} {old["involvedObject"]!["name"]}");
        Assert.Equal("Event v1", $"{old["kind"]} {old["apiVersion"]}");
        Assert.Equal("web", (string?)Assert.Single(list["items"]!.AsArray())!["regarding"]!["name"]);
        Assert.Equal("EventList events.k8s.io/v1", $"{list["kind"]} {list["apiVersion"]}");
        Assert.Empty(others["items"]!.AsArray());
        Assert.Equal("nothing is blocked", (string?)watched!["object"]!["message"]);
    }
}
