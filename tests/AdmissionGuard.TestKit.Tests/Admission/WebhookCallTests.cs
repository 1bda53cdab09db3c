using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.TestKit.Tests.Admission;

public sealed class WebhookCallTests
{
    private const string Failing = $"Internal error occurred: failed calling webhook \"{SomeWebhook.Name}\": ";

    [Theory]
    [InlineData("""{"code":403,"reason":"Forbidden","message":"no\nand no"}""", 403, "Forbidden", "denied the request: no\nand no")]
    [InlineData("""{"code":422,"reason":"Invalid"}""", 422, "Invalid", "denied the request: Invalid")]
    [InlineData("""{"code":200,"status":"Success","message":"odd"}""", 400, null, "denied the request: odd")]
    [InlineData("{}", 400, null, "denied the request without explanation")]
    public async Task A_denial_becomes_the_answer(string status, int code, string? reason, string message)
    {
        await using var run = await Run.StartAsync(_ => Some.Object($$"""{"allowed":false,"status":{{status}}}"""));

        var (actual, body) = await run.CreateAsync();

        Assert.Equal(code, actual);
        Assert.Equal(reason, (string?)body["reason"]);
        Assert.Equal($"admission webhook \"{SomeWebhook.Name}\" {message}", (string?)body["message"]);
        Assert.Equal(404, (await run.Client.GetAsync($"{Some.Policies}/web")).Status);
    }

    [Fact]
    public async Task Warnings_and_audit_annotations_of_all_webhooks_are_kept_in_their_order()
    {
        await using var run = await Run.StartAsync(
            _ => Some.Object("""{"allowed":true,"warnings":["one","zwei → drei"],"auditAnnotations":{"verdict":"warn"}}"""));
        run.Server.Store.Put(SomeWebhook.Configuration(run.Server, run.Webhook, """{"name":"second.example"}""", "z"));

        using var response = await run.Client.SendAsync(HttpMethod.Post, Some.Policies, Some.Policy("web"));

        Assert.Equal(["299 - \"one\"", "299 - \"zwei → drei\""], TestClient.Warnings(response));
        Assert.Equal(
            [("networkpolicies.admission-guard.io/verdict", "warn"), ("second.example/verdict", "warn")],
            run.Server.Audit.Annotations.Select(annotation => (annotation.Key, annotation.Value)).Order());
    }

    [Fact]
    public async Task The_first_denial_by_name_is_told()
    {
        await using var run = await Run.StartAsync(
            _ => Some.Object("""{"allowed":false,"status":{"message":"no"}}"""));
        run.Server.Store.Put(SomeWebhook.Configuration(run.Server, run.Webhook, """{"name":"first.example"}""", "a"));

        var (_, body) = await run.CreateAsync();

        Assert.Equal("admission webhook \"first.example\" denied the request: no", (string?)body["message"]);
    }

    [Theory]
    [InlineData("""{"allowed":true,"uid":"other"}""", "received invalid webhook response: expected response.uid=\"")]
    public async Task An_answer_to_something_else_is_a_failure(string response, string message)
    {
        await using var run = await Run.StartAsync(_ => Some.Object(response));

        var (status, body) = await run.CreateAsync();

        Assert.Equal(500, status);
        Assert.Equal("InternalError", (string?)body["reason"]);
        Assert.StartsWith(Failing + message, (string)body["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_is_away_fails_closed_or_open()
    {
        await using var run = await Run.StartAsync();
        await run.Webhook.DisposeAsync();

        var (status, body) = await run.CreateAsync();

        var address = $"127.0.0.1:{run.Webhook.Port}";
        Assert.Equal(500, status);
        Assert.Equal(
            $"{Failing}failed to call webhook: Post \"https://{address}/validate?timeout=5s\": dial tcp {address}: connect: connection refused",
            (string?)body["message"]);

        run.Server.Store.Put(SomeWebhook.Configuration(run.Server, run.Webhook, """{"failurePolicy":"Ignore"}"""));
        Assert.Equal(201, (await run.CreateAsync()).Status);
        var open = Assert.Single(run.Server.Audit.Annotations);
        Assert.Equal(("failed-open.validating.webhook.admission.k8s.io/round_0_index_0", SomeWebhook.Name), (open.Key, open.Value));
    }

    [Fact]
    public async Task A_webhook_that_takes_too_long_is_not_waited_for()
    {
        var time = new FakeTime();
        using var asked = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        await using var run = await Run.StartAsync(
            _ =>
            {
                asked.Release();
                go.Wait(TestContext.Current.CancellationToken);
                return Some.Object("""{"allowed":true}""");
            },
            new ApiServerOptions { Time = time });

        var answer = run.CreateAsync();
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        var (status, body) = await answer;
        go.Release();

        Assert.Equal(500, status);
        Assert.EndsWith("/validate?timeout=5s\": context deadline exceeded", (string)body["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_certificate_must_come_from_the_bundle_and_carry_the_name()
    {
        await using var run = await Run.StartAsync();
        using var other = new CertificateAuthority("other", TimeProvider.System);
        var config = new JsonObject
        {
            ["clientConfig"] = new JsonObject
            {
                ["url"] = $"https://127.0.0.1:{run.Webhook.Port}/validate",
                ["caBundle"] = SomeWebhook.Bundle(other.Pem),
            },
        };
        run.Server.Store.Put(SomeWebhook.Configuration(run.Server, run.Webhook, config.ToJsonString()));
        var stranger = await run.CreateAsync();
        config["clientConfig"]!["url"] = $"https://localhost:{run.Webhook.Port}/validate";
        config["clientConfig"]!["caBundle"] = SomeWebhook.Bundle(run.Server.CaPem);
        run.Server.Store.Put(SomeWebhook.Configuration(run.Server, run.Webhook, config.ToJsonString()));
        var misnamed = await run.CreateAsync();

        Assert.EndsWith("x509: certificate signed by unknown authority", (string)stranger.Body["message"]!, StringComparison.Ordinal);
        Assert.EndsWith("x509: certificate is not valid for localhost", (string)misnamed.Body["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("guard.admission.svc", 201)]
    [InlineData("guard.other.svc", 500)]
    public async Task A_service_is_verified_by_its_cluster_name(string certificateName, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await RecordingWebhook.StartAsync(server.Authority.Server(certificateName));
        server.WebhookServices.Map("admission", "guard", webhook.Port);
        server.Store.Put(SomeWebhook.Configuration(
            server,
            webhook,
            $$$"""
            {"clientConfig":{"service":{"namespace":"admission","name":"guard","path":"/validate","port":8443},
            "caBundle":"{{{SomeWebhook.Bundle(server.CaPem)}}}"}}
            """));
        using var client = TestClient.Admin(server);

        Assert.Equal(expected, (await client.PostAsync(Some.Policies, Some.Policy("web"))).Status);
        Assert.All(webhook.Received, received => Assert.Equal("guard.admission.svc:8443", received.Headers["Host"]));
    }

    [Fact]
    public async Task A_dry_run_asks_only_webhooks_without_effects()
    {
        await using var run = await Run.StartAsync();
        run.Server.Store.Put(SomeWebhook.Configuration(run.Server, run.Webhook, """{"sideEffects":"Some"}"""));

        var (status, body) = await run.Client.PostAsync($"{Some.Policies}?dryRun=All", Some.Policy("web"));

        Assert.Equal(400, status);
        Assert.Equal($"admission webhook \"{SomeWebhook.Name}\" does not support dry run", (string?)body["message"]);
        Assert.Empty(run.Webhook.Received);
    }

    [Fact]
    public async Task A_webhook_can_be_taken_away_whatever_it_says()
    {
        const string Configurations = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
        await using var run = await Run.StartAsync(_ => Some.Object("""{"allowed":false}"""));
        run.Server.Store.Put(SomeWebhook.Configuration(
            run.Server, run.Webhook, """{"rules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*/*"]}]}"""));

        Assert.Equal(400, (await run.CreateAsync()).Status);
        Assert.Equal(200, (await run.Client.AskAsync(HttpMethod.Delete, $"{Configurations}/guard")).Status);
        Assert.Equal(201, (await run.CreateAsync()).Status);
    }

    [Fact]
    public async Task A_namespace_stays_while_a_webhook_keeps_something_in_it()
    {
        var refuses = true;
        await using var run = await Run.StartAsync(
            request => Some.Object($$"""{"allowed":{{((string)request["operation"]! == "DELETE" && refuses ? "false" : "true")}}}"""));
        run.Server.Store.PutNamespace("shop");
        await run.Client.PostAsync("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies", Some.Policy("web"));

        var (_, going) = await run.Client.AskAsync(HttpMethod.Delete, "/api/v1/namespaces/shop");
        Assert.Equal("Terminating", (string?)going["status"]!["phase"]);
        await run.Webhook.UntilAsync(2);
        Assert.Equal(200, (await run.Client.GetAsync("/api/v1/namespaces/shop")).Status);

        refuses = false;
        await run.Client.AskAsync(HttpMethod.Delete, "/api/v1/namespaces/shop");
        await run.Server.UntilGoneAsync("shop");
    }

    /// <summary>A server with one webhook.</summary>
    private sealed class Run(ApiServer server, RecordingWebhook webhook) : IAsyncDisposable
    {
        public ApiServer Server => server;

        public RecordingWebhook Webhook => webhook;

        public TestClient Client { get; } = TestClient.Admin(server);

        public static async Task<Run> StartAsync(Func<JsonObject, JsonObject>? answer = null, ApiServerOptions? options = null)
        {
            var server = await ApiServer.StartAsync(options);
            var certificate = server.Authority.Server("127.0.0.1");
            var webhook = await RecordingWebhook.StartAsync(certificate, answer ?? (_ => Some.Object("""{"allowed":true}""")));
            server.Store.Put(SomeWebhook.Configuration(server, webhook));
            return new Run(server, webhook);
        }

        public Task<(int Status, JsonObject Body)> CreateAsync() => Client.PostAsync(Some.Policies, Some.Policy("web"));

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await webhook.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
