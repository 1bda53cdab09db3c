using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit.Scripted;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

public sealed class ListerTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private ScriptedServer _server = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _client = new ApiClient(_server.Address, new SocketsHttpHandler());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_recorded_pages_are_one_list()
    {
        var progress = new List<ListProgress>();
        var list = List(ResourceKinds.Pods, progress: progress.Add);
        foreach (var page in new[] { "pods.list.page1.json", "pods.list.page2.json", "pods.list.page3.json" })
        {
            await (await _server.NextAsync()).AnswerAsync(200, Recordings.Read(page));
        }

        var pods = await list;
        Assert.Equal(["web-1", "web-2", "web-3", "web-4", "web-5", "web-6", "web-7"], pods.Objects.Select(pod => pod.Key.Name).Order());
        Assert.Empty(pods.Undecodable);
        Assert.Equal("359", pods.ResourceVersion);
        Assert.Equal([("pods", 3, 4L), ("pods", 6, 1L), ("pods", 7, null)], progress.Select(at => (at.Resource, at.Read, at.Remaining)));
        var first = pods.Objects[0];
        Assert.Equal(("shop", "3d93cda7-97ea-4266-9ba8-f136f2a0fcd1", "356"), (first.Key.Namespace, first.Uid, first.ResourceVersion));
        Assert.Equal("10.244.0.1", first.Value.Addresses.Single().ToString());
        Assert.Equal(Labels.Of(("app", "web"), ("pod-template-hash", "abc1")), first.Value.Labels);
    }

    [Fact]
    public async Task Later_pages_are_asked_for_by_their_token_alone()
    {
        var list = List(ResourceKinds.Namespaces);
        await (await _server.NextAsync()).AnswerAsync(200, Json.Page("NamespaceList", "7", "a+b/c=", Json.Namespace("a")));
        await (await _server.NextAsync()).AnswerAsync(200, Json.Namespaces("7", Json.Namespace("b")));
        Assert.Equal(["a", "b"], (await list).Objects.Select(item => item.Key.Name));
        Assert.Equal(["/api/v1/namespaces?limit=500", "/api/v1/namespaces?limit=500&continue=a%2Bb%2Fc%3D"], _server.Log);
    }

    [Fact]
    public async Task A_page_that_has_expired_starts_the_list_again_whole()
    {
        var list = List(ResourceKinds.Namespaces);
        await (await _server.NextAsync()).AnswerAsync(200, Json.Page("NamespaceList", "7", "token", Json.Namespace("gone"), Json.Namespace("b")));
        await (await _server.NextAsync()).ReplayAsync(Recordings.Read("namespaces.list.expired-continue.http"));
        await (await _server.NextAsync()).AnswerAsync(200, Json.Namespaces("9", Json.Namespace("b"), Json.Namespace("c")));
        var namespaces = await list;
        Assert.Equal(["b", "c"], namespaces.Objects.Select(item => item.Key.Name));
        Assert.Equal("9", namespaces.ResourceVersion);
        Assert.Equal("/api/v1/namespaces", _server.Log.Last());
    }

    [Fact]
    public async Task A_first_page_that_has_expired_is_an_error()
    {
        var list = List(ResourceKinds.Namespaces);
        await (await _server.NextAsync()).AnswerAsync(410, Json.Status(410, "Expired"));
        Assert.Equal(410, (await Assert.ThrowsAsync<ApiException>(() => list)).Code);
    }

    [Theory]
    [InlineData("pods.list.forbidden.http", 403)]
    [InlineData("pods.list.unauthorized.http", 401)]
    [InlineData("pods.list.rv-too-large.http", 504)]
    public async Task A_recorded_refusal_is_told(string recording, int code)
    {
        var list = List(ResourceKinds.Pods);
        await (await _server.NextAsync()).ReplayAsync(Recordings.Read(recording));
        Assert.Equal(code, (await Assert.ThrowsAsync<ApiException>(() => list)).Code);
    }

    [Fact]
    public async Task A_recorded_list_without_items_is_empty()
    {
        var list = List(ResourceKinds.Pods);
        await (await _server.NextAsync()).ReplayAsync(Recordings.Read("pods.list.old-continue.http"));
        Assert.Empty((await list).Objects);
    }

    [Fact]
    public async Task What_is_known_already_is_taken_over_and_not_decoded_again()
    {
        var known = new WatchedObject<Namespace>(new ObjectKey("", "a"), "uid-a", "1", new Namespace("a", Labels.Empty));
        var list = List(ResourceKinds.Namespaces, key => key == known.Key ? known : null);
        await (await _server.NextAsync()).AnswerAsync(200, Json.Namespaces("7", Json.Namespace("a"), Json.Namespace("b")));
        Assert.Same(known, (await list).Objects[0]);
    }

    [Theory]
    [InlineData("2", "uid-a")]
    [InlineData("1", "uid-other")]
    public async Task Another_version_and_another_object_of_the_name_are_decoded(string version, string uid)
    {
        var known = new WatchedObject<Namespace>(new ObjectKey("", "a"), "uid-a", "1", new Namespace("a", Labels.Empty));
        var list = List(ResourceKinds.Namespaces, key => known);
        await (await _server.NextAsync()).AnswerAsync(200, Json.Namespaces("7", Json.Namespace("a", version, uid)));
        Assert.Equal((version, uid), ((await list).Objects[0].ResourceVersion, (await list).Objects[0].Uid));
    }

    [Fact]
    public async Task An_object_that_does_not_decode_is_told_and_the_others_are_listed()
    {
        var list = List(ResourceKinds.Namespaces);
        await (await _server.NextAsync()).AnswerAsync(200, Json.Namespaces("7", Json.Namespace("a"), Json.BadNamespace("b", "5"), Json.Namespace("c")));
        var namespaces = await list;
        Assert.Equal(["a", "c"], namespaces.Objects.Select(item => item.Key.Name));
        Assert.Equal(new BadObject(new ObjectKey("", "b"), "uid-b", "5", "metadata.labels: a mapping is expected"), namespaces.Undecodable.Single());
    }

    [Fact]
    public async Task The_last_version_that_could_be_read_stands_in_for_one_that_cannot()
    {
        var known = new WatchedObject<Namespace>(new ObjectKey("", "b"), "uid-b", "1", new Namespace("b", Labels.Empty));
        var list = List(ResourceKinds.Namespaces, key => key == known.Key ? known : null);
        await (await _server.NextAsync()).AnswerAsync(200, Json.Namespaces("7", Json.BadNamespace("b", "5")));
        Assert.Same(known, (await list).Objects.Single());
        Assert.Single((await list).Undecodable);
    }

    [Theory]
    [InlineData("[]", "it is not even a JSON object")]
    [InlineData("<html>", "it is not even a JSON object")]
    [InlineData("""{"kind":"Table","items":[]}""", "its kind is Table")]
    [InlineData("""{"kind":"NamespaceList","metadata":{},"items":[]}""", "metadata.resourceVersion is missing")]
    [InlineData("""{"kind":"NamespaceList","metadata":{"resourceVersion":7},"items":[]}""", "metadata cannot be read")]
    [InlineData("""{"kind":"NamespaceList","items":[,,]}""", "metadata.resourceVersion is missing")]
    public async Task What_is_no_list_is_refused(string body, string why)
    {
        var list = List(ResourceKinds.Namespaces);
        await (await _server.NextAsync()).AnswerAsync(200, body);
        Assert.EndsWith(why, (await Assert.ThrowsAsync<InvalidDataException>(() => list)).Message);
    }

    [Fact]
    public async Task A_list_may_come_byte_by_byte_and_with_its_metadata_last()
    {
        var text = $$""" { "items" : [ {{Json.Namespace("a", more: """,  "annotations":{"x":"\\\"}]"}""")}} , {{Json.Namespace("b")}} ] , "n" : 1 , "metadata" : { "resourceVersion" : "7" } } """;
        var list = List(ResourceKinds.Namespaces);
        var exchange = await _server.NextAsync();
        await exchange.StartAsync();
        foreach (var c in text)
        {
            await exchange.SendAsync($"{c}");
        }

        exchange.Close();
        Assert.Equal(["a", "b"], (await list).Objects.Select(item => item.Key.Name));
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_no_list()
    {
        var list = List(ResourceKinds.Namespaces);
        var exchange = await _server.NextAsync();
        await exchange.AnswerAsync(200, Json.Namespaces("7", Json.Namespace("a"))[..^5]);
        await Assert.ThrowsAsync<EndOfStreamException>(() => list);
    }

    [Fact]
    public async Task A_server_that_repeats_a_page_is_not_asked_for_ever()
    {
        var list = List(ResourceKinds.Namespaces);
        await (await _server.NextAsync()).AnswerAsync(200, Json.Page("NamespaceList", "7", "token"));
        await (await _server.NextAsync()).AnswerAsync(200, Json.Page("NamespaceList", "7", "token"));
        await Assert.ThrowsAsync<InvalidDataException>(() => list);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_a_page_is_given_up_after_a_minute()
    {
        var list = List(ResourceKinds.Namespaces);
        var exchange = await _server.NextAsync();
        await exchange.StartAsync();
        await exchange.SendAsync("""{"kind":"NamespaceList",""");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(list.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => list.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    private Task<ObjectList<T>> List<T>(
        ResourceKind<T> kind, Func<ObjectKey, WatchedObject<T>?>? find = null, Action<ListProgress>? progress = null)
        where T : class => new Lister<T>(_client, kind, _time).ListAsync(find, progress, CancellationToken.None);
}
