using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Tests.Objects.Writes;

public sealed class ApplyRequestTests
{
    private const string Apply = "application/apply-patch+yaml";
    private const string Web = $"{Some.Policies}/web";
    private const string Yaml =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {labels: {app: web}}
        spec:
          podSelector: {}
          egress: []
        """;

    [Fact]
    public async Task An_apply_makes_what_is_not_there_and_changes_what_is()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var made = await client.PatchAsync($"{Web}?fieldManager=flux", Apply, Yaml);
        var change = Yaml.Replace("egress: []", "ingress: [{}]", StringComparison.Ordinal);
        var changed = await client.PatchAsync($"{Web}?fieldManager=flux", Apply, change);

        Assert.Equal((201, 200), (made.Status, changed.Status));
        Json.Same("""{"podSelector":{},"policyTypes":["Ingress"]}""", made.Body["spec"]);
        Json.Same("""{"podSelector":{},"ingress":[{}],"policyTypes":["Ingress"]}""", changed.Body["spec"]);
        Json.Same(
            """[{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:ingress":{},"f:podSelector":{}}}]""",
            new JsonArray([.. changed.Body["metadata"]!["managedFields"]!.AsArray().Select(entry => entry!["fieldsV1"]!.DeepClone())]));
    }

    [Fact]
    public async Task An_apply_that_changes_nothing_makes_no_version()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var same = Yaml.Replace("  egress: []", "", StringComparison.Ordinal);

        var first = await client.PatchAsync($"{Web}?fieldManager=flux", Apply, same);
        var second = await client.PatchAsync($"{Web}?fieldManager=flux", Apply, same);

        Assert.Equal((string?)first.Body["metadata"]!["resourceVersion"], (string?)second.Body["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_conflict_names_manager_and_field()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        await client.PostAsync($"{Some.Policies}?fieldManager=kubectl-create", Some.Policy("web", """{"podSelector":{},"ingress":[{}]}"""));
        var change = Yaml.Replace("egress: []", "ingress: [{ports: [{port: 80}]}]", StringComparison.Ordinal);

        var (status, body) = await client.PatchAsync($"{Web}?fieldManager=flux", Apply, change);
        var forced = await client.PatchAsync($"{Web}?fieldManager=flux&force=true", Apply, change);

        Assert.Equal((409, "Conflict"), (status, (string?)body["reason"]));
        Json.Same(
            """
            {"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl-create\" using networking.k8s.io/v1",
            "field":".spec.ingress"}]}
            """,
            body["details"]);
        Assert.Equal(200, forced.Status);
    }

    [Fact]
    public async Task What_kubectl_wrote_on_the_clients_side_is_no_conflict_for_kubectl()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);
        var policy = Some.Object(Some.Policy("web", """{"podSelector":{},"policyTypes":["Ingress"]}"""));
        policy["metadata"]!["annotations"] = new JsonObject
        {
            ["kubectl.kubernetes.io/last-applied-configuration"] = Some.Policy("web", """{"podSelector":{},"policyTypes":["Ingress"]}"""),
        };
        await client.PostAsync($"{Some.Policies}?fieldManager=kubectl-client-side-apply", policy.ToJsonString());
        var change = Some.Policy("web", """{"podSelector":{},"policyTypes":["Egress"]}""");

        var other = await client.PatchAsync($"{Web}?fieldManager=flux", Apply, change);
        var (status, body) = await client.PatchAsync($"{Web}?fieldManager=kubectl", Apply, change);

        Assert.Equal((409, 200), (other.Status, status));
        Assert.Equal(
            """
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"annotations":{},"name":"web"},
            "spec":{"podSelector":{},"policyTypes":["Egress"]}}
            """.ReplaceLineEndings("") + "\n",
            (string?)body["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"]);
    }

    [Theory]
    [InlineData("", Yaml, 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")]
    [InlineData("fieldManager=a", "a: [", 400, "error decoding YAML")]
    [InlineData("fieldManager=a", "kind: Pod", 400, "must say apiVersion: networking.k8s.io/v1 and kind: NetworkPolicy")]
    [InlineData("fieldManager=a", """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"x"}}""", 400,
        "the name of the object (x) does not match the name on the URL (web)")]
    [InlineData("fieldManager=a", """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"managedFields":[{}]}}""", 400,
        "metadata.managedFields must be nil")]
    [InlineData("fieldManager=a", """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","spec":{"ingres":[]}}""", 500,
        "failed to create typed patch object (default/web; networking.k8s.io/v1, Kind=NetworkPolicy): .spec.ingres: field not declared in schema")]
    [InlineData("fieldManager=a", """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","spec":{"policyTypes":["No"]}}""", 422,
        "NetworkPolicy.networking.k8s.io \"web\" is invalid: spec.policyTypes[0]: Unsupported value")]
    public async Task What_cannot_be_applied_is_refused(string query, string body, int expected, string message)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, answer) = await client.PatchAsync($"{Web}?{query}", Apply, body);

        Assert.Equal(expected, status);
        Assert.Contains(message, (string)answer["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Force_is_for_applies_only()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = TestClient.Admin(server);

        var (status, body) = await client.PatchAsync($"{Web}?force=true", "application/merge-patch+json", "{}");

        Assert.Equal(422, status);
        Assert.Contains("force: Forbidden: may not be specified for non-apply patch", (string)body["message"]!, StringComparison.Ordinal);
    }
}
