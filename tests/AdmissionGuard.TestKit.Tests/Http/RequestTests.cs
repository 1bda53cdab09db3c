namespace AdmissionGuard.TestKit.Tests.Http;

public sealed class RequestTests
{
    [Theory]
    [InlineData("GET", "/apis/networking.k8s.io/v1/colours", 404)]
    [InlineData("GET", "/apis/colours.example.com/v1", 404)]
    [InlineData("GET", "/api/v1/namespaces/default/nodes", 404)]
    [InlineData("GET", "/api/v1/namespaces/default/pods/web/colour", 404)]
    [InlineData("POST", "/api/v1/pods/web", 405)]
    [InlineData("DELETE", "/api/v1/namespaces", 405)]
    [InlineData("GET", "/apis/authentication.k8s.io/v1/selfsubjectreviews", 405)]
    public async Task What_does_not_exist_is_said_in_a_status(string method, string path, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, answer) = await client.AskAsync(new(method), path);

        Assert.Equal(expected, status);
        Assert.Equal("Status", (string?)answer["kind"]);
        Assert.Equal(expected, (int?)answer["code"]);
    }

    [Theory]
    [InlineData("application/vnd.kubernetes.protobuf", 406)]
    [InlineData("application/json;as=Table;v=v1beta1;g=meta.k8s.io", 406)]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", 200)]
    [InlineData("*/*", 200)]
    public async Task An_answer_comes_in_a_form_that_is_acceptable(string accept, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, _) = await client.GetAsync("/api/v1/namespaces", accept);

        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData("application/yaml")]
    [InlineData("text/plain")]
    public async Task A_body_in_another_language_is_refused(string contentType)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        using var response = await client.SendAsync(HttpMethod.Post, "/api/v1/namespaces", "kind: Namespace", contentType: contentType);

        Assert.Equal(415, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("k8s\0\n\u000f\n\u0002v1\u0012\tNamespace\u0012\u0010\n\u000e\n\u0004shopZ\u0006\n\u0001a\u0012\u0001b", 201)]
    [InlineData("k8s\0\n\u001f\n\u0002v1\u0012\tNamespace", 400)]
    [InlineData("k8s\0\n\u0009\n\u0002v1\u0012\u0003Pod", 415)]
    [InlineData("k9s\0", 400)]
    public async Task A_body_of_a_typed_client_is_read_as_far_as_its_kind_is_known(string body, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        using var response = await client.SendAsync(
            HttpMethod.Post, "/api/v1/namespaces", body, contentType: "application/vnd.kubernetes.protobuf");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
        if (expected == 201)
        {
            Assert.Equal(
                """{"a":"b","kubernetes.io/metadata.name":"shop"}""", Some.Object(text)["metadata"]!["labels"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Probes_answer_ok_and_unknown_paths_as_a_mux_does()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        async Task<string> TextAsync(string path)
        {
            using var response = await client.SendAsync(HttpMethod.Get, path);
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
        }

        Assert.Equal("200 ok", await TextAsync("/livez"));
        Assert.Equal("200 ok", await TextAsync("/readyz"));
        Assert.Equal("404 404 page not found\n", await TextAsync("/colours"));
    }

    [Fact]
    public async Task The_log_shows_who_asked_for_what_and_what_came_of_it()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        await client.GetAsync("/api/v1/pods?limit=5", "application/json");
        await client.GetAsync("/api/v1/nodes/none");
        var requests = await server.Requests.WaitForAsync(request => request.Status > 0, 2, TestContext.Current.CancellationToken);

        Assert.Equal(["GET /api/v1/pods?limit=5", "GET /api/v1/nodes/none"], requests.Select(request => request.Line));
        Assert.Equal([200, 404], requests.Select(request => request.Status));
        Assert.Equal(["admin", "admin"], requests.Select(request => request.User));
        Assert.Equal("application/json", requests[0].Accept);
        Assert.Equal("HTTP/2", requests[0].Protocol);
    }
}
