using System.Net;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Tests.Access;

public sealed class AccessTests
{
    private static readonly ApiUser Alice = new("alice", "developers") { Token = "alices-token", Uid = "u-alice" };

    [Fact]
    public async Task Nobody_comes_in_without_credentials_or_with_those_of_others()
    {
        await using var server = await ApiServer.StartAsync();
        using var strangers = new CertificateAuthority("strangers", TimeProvider.System);
        var late = server.Authority.Client(TimeProvider.System.GetUtcNow().AddHours(-2), "admin", ApiUser.Masters);
        using var nobody = new TestClient(server);
        using var badToken = new TestClient(server, "no-such-token");
        using var stranger = new TestClient(server, certificate: strangers.Client("admin", ApiUser.Masters));
        using var expired = new TestClient(server, certificate: late);

        foreach (var client in new[] { nobody, badToken, stranger, expired })
        {
            var (status, answer) = await client.GetAsync("/api/v1/pods");
            Assert.Equal(401, status);
            // Recorded: pods.list.unauthorized.http.
            Assert.Equal(
                Some.Object("""
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                 "message":"Unauthorized","reason":"Unauthorized","code":401}
                """).ToJsonString(),
                answer.ToJsonString());
        }
    }

    [Fact]
    public async Task A_user_without_roles_is_refused_in_the_recorded_words()
    {
        await using var server = await ApiServer.StartAsync(new() { Users = [Alice] });
        using var client = new TestClient(server, Alice.Token);

        var (status, answer) = await client.GetAsync("/api/v1/pods");
        var (_, inNamespace) = await client.GetAsync($"{Some.Policies}/web");
        var (_, path) = await client.GetAsync("/metrics");

        Assert.Equal(403, status);
        // Recorded: pods.list.forbidden.http.
        Assert.Equal(
            Some.Object("""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
             "message":"pods is forbidden: User \"alice\" cannot list resource \"pods\" in API group \"\" at the cluster scope",
             "reason":"Forbidden","details":{"kind":"pods"},"code":403}
            """).ToJsonString(),
            answer.ToJsonString());
        Assert.Equal(
            "networkpolicies.networking.k8s.io \"web\" is forbidden: User \"alice\" cannot get resource \"networkpolicies\" in API group "
            + "\"networking.k8s.io\" in the namespace \"default\"",
            (string?)inNamespace["message"]);
        Assert.Equal("forbidden: User \"alice\" cannot get path \"/metrics\"", (string?)path["message"]);
    }

    [Theory]
    [InlineData("""{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}""", "/api/v1/pods", 200)]
    [InlineData("""{"verbs":["list"],"apiGroups":[""],"resources":["*"]}""", "/api/v1/pods", 200)]
    [InlineData("""{"verbs":["*"],"apiGroups":["*"],"resources":["pods"]}""", "/api/v1/pods?watch=true&timeoutSeconds=1", 200)]
    [InlineData("""{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}""", "/api/v1/pods?watch=true", 403)]
    [InlineData("""{"verbs":["list"],"apiGroups":["apps"],"resources":["pods"]}""", "/api/v1/pods", 403)]
    [InlineData("""{"verbs":["list"],"apiGroups":[""],"resources":["pods/status"]}""", "/api/v1/pods", 403)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["nodes"],"resourceNames":["node-1"]}""", "/api/v1/nodes/node-1", 404)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["nodes"],"resourceNames":["other"]}""", "/api/v1/nodes/node-1", 403)]
    [InlineData("""{"verbs":["get"],"nonResourceURLs":["/metrics"]}""", "/metrics", 404)]
    public async Task A_role_allows_what_its_rules_say(string rule, string path, int expected)
    {
        await using var server = await ApiServer.StartAsync(new() { Users = [Alice] });
        using var client = new TestClient(server, Alice.Token);
        Bind(server, rule);

        using var response = await client.SendAsync(HttpMethod.Get, path);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_role_in_a_namespace_allows_nothing_outside()
    {
        await using var server = await ApiServer.StartAsync(new() { Users = [Alice] });
        using var client = new TestClient(server, Alice.Token);
        server.Store.Put(BuiltInResources.Roles, Some.Object(
            """{"metadata":{"name":"reader","namespace":"default"},"rules":[{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]}"""));
        server.Store.Put(BuiltInResources.RoleBindings, Some.Object(
            """
            {"metadata":{"name":"alice","namespace":"default"},"roleRef":{"kind":"Role","name":"reader"},
             "subjects":[{"kind":"Group","name":"developers"}]}
            """));

        Assert.Equal(200, (await client.GetAsync("/api/v1/namespaces/default/pods")).Status);
        Assert.Equal(403, (await client.GetAsync("/api/v1/namespaces/kube-system/pods")).Status);
        Assert.Equal(403, (await client.GetAsync("/api/v1/pods")).Status);
    }

    [Fact]
    public async Task Rights_and_tokens_are_taken_away_and_given_back_while_it_runs()
    {
        await using var server = await ApiServer.StartAsync(new() { Users = [Alice] });
        using var client = new TestClient(server, Alice.Token);
        Bind(server, """{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}""");
        var statuses = new List<int>();
        async Task AskAsync() => statuses.Add((await client.GetAsync("/api/v1/pods")).Status);

        await AskAsync();
        server.Authorization.TakeAway("alice");
        await AskAsync();
        server.Authorization.GiveBack("alice");
        await AskAsync();
        server.Authentication.RemoveToken(Alice.Token!);
        await AskAsync();
        server.Authentication.AddToken(Alice.Token!, Alice);
        await AskAsync();

        Assert.Equal([200, 403, 200, 401, 200], statuses);
    }

    [Fact]
    public async Task A_certificate_names_the_user_and_the_groups()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = new TestClient(server, certificate: server.Authority.Client("bob", "ops"), version: HttpVersion.Version11);

        var (status, answer) = await client.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");

        Assert.Equal(201, status);
        Assert.Equal(
            """{"username":"bob","groups":["ops","system:authenticated"]}""", answer["status"]!["userInfo"]!.ToJsonString());
        Assert.Equal("bob", server.Requests.All[^1].User);
    }

    private static void Bind(ApiServer server, string rule)
    {
        server.Store.Put(BuiltInResources.ClusterRoles, Some.Object($$"""{"metadata":{"name":"some"},"rules":[{{rule}}]}"""));
        server.Store.Put(BuiltInResources.ClusterRoleBindings, Some.Object(
            """
            {"metadata":{"name":"alice"},"roleRef":{"kind":"ClusterRole","name":"some"},"subjects":[{"kind":"User","name":"alice"}]}
            """));
    }
}
