using System.Net;
using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Tests.Http;

public sealed class LogTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private TestClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _client = TestClient.Admin(_server);
        _server.Store.Put(Pod("one", """{"name":"a"}"""));
        _server.Store.Put(Pod("two", """{"name":"a"},{"name":"b"}"""));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_log_is_what_the_container_has_written()
    {
        _server.Logs.Write("default", "one", "a", "first");
        _server.Logs.Write("default", "one", "a", "second");
        using var response = await GetAsync("one/log");
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.Equal("first\nsecond\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_follows_is_told_line_by_line_until_the_container_ends()
    {
        _server.Logs.Begin("default", "two", "b");
        using var response = await GetAsync("two/log?container=b&follow=true");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        foreach (var line in (string[])["first", "second"])
        {
            _server.Logs.Write("default", "two", "b", line);
            Assert.Equal(line, await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        _server.Logs.End("default", "two", "b");
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("one/log", "container \"a\" in pod \"one\" is waiting to start: ContainerCreating")]
    [InlineData("two/log", "a container name must be specified for pod two, choose one of: [a b]")]
    [InlineData("two/log?container=c", "container c is not valid for pod two")]
    public async Task What_there_is_no_log_of_is_refused(string path, string message)
    {
        using var response = await GetAsync(path);
        var status = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((400, "BadRequest", message), ((int)status["code"]!, (string?)status["reason"], (string?)status["message"]));
    }

    private static JsonObject Pod(string name, string containers) => JsonNode.Parse(
        $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}"},"spec":{"containers":[{{containers}}]} }""")!.AsObject();

    private Task<HttpResponseMessage> GetAsync(string path) =>
        _client.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/default/pods/{path}");
}
