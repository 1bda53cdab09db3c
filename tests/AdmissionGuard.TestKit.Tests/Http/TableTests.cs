using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.TestKit.Tests.Http;

public sealed class TableTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    [Fact]
    public async Task A_table_says_its_columns_and_each_row_its_metadata()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web"));

        var (_, table) = await client.GetAsync($"{Pods}?limit=500", Table);

        Assert.Equal("Table meta.k8s.io/v1", $"{table["kind"]} {table["apiVersion"]}");
        Assert.Equal(
            "Name,Ready,Status,Restarts,Age,IP,Node,Nominated Node,Readiness Gates",
            string.Join(',', table["columnDefinitions"]!.AsArray().Select(column => (string?)column!["name"])));
        var row = Assert.Single(table["rows"]!.AsArray())!;
        Assert.Equal(9, row["cells"]!.AsArray().Count);
        Assert.Equal("PartialObjectMetadata meta.k8s.io/v1", $"{row["object"]!["kind"]} {row["object"]!["apiVersion"]}");
        Assert.Null(row["object"]!["spec"]);
    }

    [Theory]
    [InlineData("None", null)]
    [InlineData("Object", "Pod")]
    [InlineData("Metadata", "PartialObjectMetadata")]
    public async Task A_row_carries_as_much_of_its_object_as_is_asked_for(string include, string? kind)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web"));

        var (_, table) = await client.GetAsync($"{Pods}/web?includeObject={include}", Table);

        Assert.Equal(kind, (string?)table["rows"]![0]!["object"]?["kind"]);
    }

    [Fact]
    public async Task A_watch_of_tables_says_its_columns_once()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        using var watch = await client.WatchAsync(
            $"{Pods}?watch=true&allowWatchBookmarks=true&resourceVersion={server.Store.Version}", Table);

        server.Store.Put(Some.Pod("a"));
        server.Store.Put(Some.Pod("b"));
        var (first, second) = (await watch.NextEventAsync(), await watch.NextEventAsync());
        server.Store.Bookmark();
        var bookmark = await watch.NextEventAsync();

        Assert.Equal("ADDED Table a", Shown(first!));
        Assert.NotNull(first!["object"]!["columnDefinitions"]);
        Assert.Equal("ADDED Table b", Shown(second!));
        Assert.Null(second!["object"]!["columnDefinitions"]);
        Assert.Equal($"{server.Store.Version}", (string?)bookmark!["object"]!["metadata"]!["resourceVersion"]);

        static string Shown(JsonObject next) => $"{next["type"]} {next["object"]!["kind"]} {next["object"]!["rows"]![0]!["cells"]![0]}";
    }

    [Fact]
    public async Task Metadata_alone_can_be_had_of_one_and_of_many()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Pod("web", """{"app":"web"}"""));

        var (_, one) = await client.GetAsync($"{Pods}/web", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        var (_, many) = await client.GetAsync(Pods, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");

        Assert.Equal("PartialObjectMetadata", (string?)one["kind"]);
        Assert.Equal("PartialObjectMetadataList", (string?)many["kind"]);
        Assert.Equal("web", (string?)many["items"]![0]!["metadata"]!["labels"]!["app"]);
        Assert.Equal(["kind", "apiVersion", "metadata"], one.Select(pair => pair.Key));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + 60, "3h1m")]
    [InlineData(8 * 3600, "8h")]
    [InlineData(47 * 3600, "47h")]
    [InlineData(48 * 3600, "2d")]
    [InlineData(53 * 3600, "2d5h")]
    [InlineData(8 * 86400, "8d")]
    [InlineData(730 * 86400, "2y")]
    [InlineData(731 * 86400, "2y1d")]
    [InlineData(8 * 365 * 86400, "8y")]
    public async Task Ages_are_written_as_kubectl_reads_them(int seconds, string expected)
    {
        var time = new FakeTime();
        await using var server = await ApiServer.StartAsync(new() { Time = time });
        using var client = TestClient.Admin(server);
        server.Store.Put(Some.Object("""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"one"}}"""));
        time.Advance(TimeSpan.FromSeconds(seconds));

        var (_, table) = await client.GetAsync("/apis/coordination.k8s.io/v1/namespaces/default/leases", Table);

        Assert.Equal(expected, (string?)table["rows"]![0]!["cells"]![2]);
    }
}
