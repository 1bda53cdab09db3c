using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Tests.Kubectl;

/// <summary>Every way in which kubectl changes what exists.</summary>
public sealed class KubectlChangesTests
{
    private const string Web =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web, labels: {app: web}}
        spec:
          podSelector: {matchLabels: {app: web}}
          ingress: [{ports: [{port: 8080}]}]
        """;

    [Fact]
    public async Task Patches_of_every_type_change_what_they_name()
    {
        await using var session = await StartAsync();

        await PatchAsync(session, "json", """[{"op":"test","path":"/spec/policyTypes/0","value":"Ingress"},{"op":"add","path":"/spec/policyTypes/-","value":"Egress"}]""");
        await PatchAsync(session, "merge", """{"metadata":{"labels":{"app":null,"tier":"front"}}}""");
        await PatchAsync(session, "strategic", """{"metadata":{"finalizers":["example.com/a"]},"spec":{"ingress":[{"ports":[{"port":9090}]}]}}""");
        await PatchAsync(session, "strategic", """{"metadata":{"finalizers":["example.com/b"]}}""");

        var policy = await PolicyAsync(session);
        Objects.Json.Same("""["Ingress","Egress"]""", policy["spec"]!["policyTypes"]);
        Objects.Json.Same("""[{"ports":[{"protocol":"TCP","port":9090}]}]""", policy["spec"]!["ingress"]);
        Objects.Json.Same("""{"tier":"front"}""", policy["metadata"]!["labels"]);
        Objects.Json.Same("""["example.com/b","example.com/a"]""", policy["metadata"]!["finalizers"]);
        Assert.Equal(3, (int)policy["metadata"]!["generation"]!);
    }

    [Theory]
    [InlineData("json", """[{"op":"remove","path":"/spec/none"}]""",
        "The request is invalid: the server rejected our request due to an error in our request\n")]
    [InlineData("json", """[{"op":"spin","path":"/spec"}]""", "Error from server (BadRequest): there is no JSON patch operation \"spin\"\n")]
    [InlineData("merge", """{"spec":{"ingress":[{"ports":[{"port":70000}]}]}}""",
        "The NetworkPolicy \"web\" is invalid: spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive\n")]
    [InlineData("merge", """{"spec":{"policyTypes":["Both","Neither"]}}""",
        "The NetworkPolicy \"web\" is invalid: \n"
        + "* spec.policyTypes[0]: Unsupported value: \"Both\": supported values: \"Ingress\", \"Egress\"\n"
        + "* spec.policyTypes[1]: Unsupported value: \"Neither\": supported values: \"Ingress\", \"Egress\"\n")]
    [InlineData("merge", """{"metadata":{"resourceVersion":"1"}}""",
        "Error from server (Conflict): Operation cannot be fulfilled on networkpolicies.networking.k8s.io \"web\": the object has been modified; "
        + "please apply your changes to the latest version and try again\n")]
    public async Task A_patch_that_does_not_fit_is_refused(string type, string patch, string message)
    {
        await using var session = await StartAsync();

        var result = await session.Home.RunAsync(
            TestContext.Current.CancellationToken, "patch", "networkpolicy", "web", "--type", type, "-p", patch);

        Assert.Equal((1, message), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_says_so()
    {
        await using var session = await StartAsync();
        var version = (string)(await PolicyAsync(session))["metadata"]!["resourceVersion"]!;

        var result = await session.Home.RunAsync(
            TestContext.Current.CancellationToken, "patch", "netpol", "web", "--type=merge", "-p", """{"metadata":{"labels":{"app":"web"}}}""");

        Assert.Equal("networkpolicy.networking.k8s.io/web patched (no change)\n", result.Output);
        Assert.Equal(version, (string?)(await PolicyAsync(session))["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Labels_and_annotations_come_and_go()
    {
        await using var session = await StartAsync();

        Assert.Equal("networkpolicy.networking.k8s.io/web labeled", await session.PrintedAsync("label netpol web tier=front"));
        Assert.Equal("networkpolicy.networking.k8s.io/web unlabeled", await session.PrintedAsync("label netpol web app-"));
        Assert.Equal("networkpolicy.networking.k8s.io/web annotated", await session.PrintedAsync("annotate netpol web note=x"));
        Assert.Equal("networkpolicy.networking.k8s.io/web annotated", await session.PrintedAsync("annotate netpol web note-"));

        var policy = await PolicyAsync(session);
        Objects.Json.Same("""{"tier":"front"}""", policy["metadata"]!["labels"]);
        Assert.False(policy["metadata"]!["annotations"]!.AsObject().ContainsKey("note"));
        Assert.Equal(1, (int)policy["metadata"]!["generation"]!);
    }

    [Fact]
    public async Task An_unchanged_apply_of_an_empty_list_raises_the_generation_each_time()
    {
        await using var session = await StartAsync();
        var empty = Web + "\n  egress: []\n";

        Assert.Equal("networkpolicy.networking.k8s.io/web configured", await session.PrintedAsync("apply -f -", empty));
        Assert.Equal("networkpolicy.networking.k8s.io/web configured", await session.PrintedAsync("apply -f -", empty));

        var policy = await PolicyAsync(session);
        Assert.Equal(3, (int)policy["metadata"]!["generation"]!);
        Assert.False(policy["spec"]!.AsObject().ContainsKey("egress"));
    }

    [Fact]
    public async Task A_server_side_apply_conflicts_with_other_managers_until_it_is_forced()
    {
        await using var session = await StartAsync();
        var changed = Web.Replace("8080", "9090", StringComparison.Ordinal);
        await session.PrintedAsync("apply --server-side --field-manager=flux -f -", Web.Replace("web", "other", StringComparison.Ordinal));
        Assert.Equal(
            "networkpolicy.networking.k8s.io/other serverside-applied",
            await session.PrintedAsync("apply --server-side --field-manager=flux -f -", changed.Replace("web", "other", StringComparison.Ordinal)));

        var refused = await session.RunAsync("apply --server-side --field-manager=argo -f -", Web.Replace("web", "other", StringComparison.Ordinal));
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("error: Apply failed with 1 conflict: conflict with \"flux\": .spec.ingress\nPlease review the fields above", refused.Error, StringComparison.Ordinal);

        await session.PrintedAsync(
            "apply --server-side --field-manager=argo --force-conflicts -f -", Web.Replace("web", "other", StringComparison.Ordinal));
        var policy = await PolicyAsync(session, "other");
        Assert.Equal(8080, (int)policy["spec"]!["ingress"]![0]!["ports"]![0]!["port"]!);
        Objects.Json.Same(
            """
            [{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:ingress":{},"f:podSelector":{}}},
            {"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:podSelector":{}}}]
            """,
            // In the order of their times, and only then of their names: a second may end between the two.
            new JsonArray([.. policy["metadata"]!["managedFields"]!.AsArray().OrderBy(entry => (string?)entry!["manager"]).Select(entry => entry!["fieldsV1"]!.DeepClone())]));
    }

    [Fact]
    public async Task What_a_client_side_apply_wrote_is_taken_over_by_a_server_side_apply()
    {
        await using var session = await StartAsync();

        Assert.Equal(
            "networkpolicy.networking.k8s.io/web serverside-applied",
            await session.PrintedAsync("apply --server-side --force-conflicts -f -", Web));
        Assert.Equal("networkpolicy.networking.k8s.io/web serverside-applied", await session.PrintedAsync("apply --server-side -f -", Web));

        var owners = (await PolicyAsync(session))["metadata"]!["managedFields"]!.AsArray();
        Assert.DoesNotContain(owners, owner => (string?)owner!["manager"] == "kubectl-client-side-apply");
        Assert.Contains(owners, owner => ((string?)owner!["manager"], (string?)owner["operation"]) == ("kubectl", "Apply"));
    }

    [Fact]
    public async Task A_replace_takes_away_what_it_does_not_say()
    {
        await using var session = await StartAsync();
        var lean = Web.Replace("\n  ingress: [{ports: [{port: 8080}]}]", "\n  egress: [{}]", StringComparison.Ordinal);

        Assert.Equal("networkpolicy.networking.k8s.io/web replaced", await session.PrintedAsync("replace -f -", lean));

        var policy = await PolicyAsync(session);
        Objects.Json.Same("""{"podSelector":{"matchLabels":{"app":"web"}},"egress":[{}],"policyTypes":["Ingress","Egress"]}""", policy["spec"]);
        Assert.False(policy["metadata"]!.AsObject().ContainsKey("annotations"));
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_and_a_diff_says_how_it_differs()
    {
        await using var session = await StartAsync();
        var changed = Web.Replace("8080", "9090", StringComparison.Ordinal);

        Assert.Equal(
            "networkpolicy.networking.k8s.io/web configured (server dry run)", await session.PrintedAsync("apply --dry-run=server -f -", changed));
        var differs = await session.RunAsync("diff -f -", changed);
        var same = await session.RunAsync("diff -f -", Web);

        Assert.Equal(1, differs.ExitCode);
        Assert.Contains("\n-    - port: 8080\n+    - port: 9090\n", differs.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (same.ExitCode, same.Output));
        Assert.Equal(8080, (int)(await PolicyAsync(session))["spec"]!["ingress"]![0]!["ports"]![0]!["port"]!);
    }

    [Fact]
    public async Task Unknown_fields_are_refused_warned_of_or_ignored()
    {
        await using var session = await StartAsync();
        var misspelt = Web.Replace("ingress:", "ingres:", StringComparison.Ordinal).Replace("name: web", "name: odd", StringComparison.Ordinal);

        var strict = await session.RunAsync("create -f -", misspelt);
        var warned = await session.RunAsync("create --validate=warn -f -", misspelt);
        var ignored = await session.RunAsync("replace --validate=ignore -f -", misspelt);

        Assert.Equal(
            "Error from server (BadRequest): error when creating \"STDIN\": NetworkPolicy in version \"v1\" cannot be handled as a NetworkPolicy: "
            + "strict decoding error: unknown field \"spec.ingres\"\n",
            strict.Error);
        Assert.Equal((0, "Warning: unknown field \"spec.ingres\"\n"), (warned.ExitCode, warned.Error));
        Assert.Equal((0, ""), (ignored.ExitCode, ignored.Error));
    }

    private static async Task<KubectlSession> StartAsync()
    {
        var session = await KubectlSession.StartAsync();
        await session.PrintedAsync("apply -f -", Web);
        return session;
    }

    private static async Task PatchAsync(KubectlSession session, string type, string patch)
    {
        var result = await session.Home.RunAsync(
            TestContext.Current.CancellationToken, "patch", "networkpolicy", "web", "--type", type, "-p", patch);
        Assert.Equal((0, "networkpolicy.networking.k8s.io/web patched\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    private static async Task<JsonObject> PolicyAsync(KubectlSession session, string name = "web") =>
        JsonNode.Parse(await session.PrintedAsync($"get netpol {name} -o json --show-managed-fields"))!.AsObject();
}
