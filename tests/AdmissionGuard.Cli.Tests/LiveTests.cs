using System.Text.Json.Nodes;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;

namespace AdmissionGuard.Cli.Tests;

/// <summary>A live cluster is asked like a dump of it, and gives the same answers.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    private const string EmptyIngress =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: cartservice-netpol, namespace: boutique}
        spec: {podSelector: {matchLabels: {app: cartservice}}, policyTypes: [Ingress, Egress], ingress: []}
        """;

    private const string Guarded =
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"guard","labels":{"kubernetes.io/metadata.name":"guard"}}}
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"guard","namespace":"guard"},"spec":{"selector":{"app":"guard"},"ports":[{"port":443}]}}
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"guard","namespace":"guard","labels":{"app":"guard"}},"status":{"phase":"Running","podIP":"10.1.0.1"}}
        {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1.guard"},"spec":{"service":{"name":"guard","namespace":"guard"}}}
        """;

    private const string KeptFromTheApiServer =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: guard, namespace: guard}
        spec: {podSelector: {}, policyTypes: [Ingress]}
        """;

    private readonly CommandRun _run = new();
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(new ApiServerOptions
    {
        Users = [new ApiUser("nobody") { Token = "nobody-token" }],
    });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _run.Dispose();
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public void A_review_of_the_live_boutique_says_what_a_review_of_its_dump_says(string output)
    {
        var (dump, live) = Boutique();
        string[] rest = ["--change", _run.File("change.yaml", EmptyIngress), "--output", output];
        var expected = _run.Run(["review", "--cluster", dump, .. rest]);
        Assert.Equal(ExitCode.Objection, expected.ExitCode);
        Assert.Equal(expected, _run.Run(["review", "--kubeconfig", live, .. rest]));
    }

    [Theory]
    [InlineData("connections", "-n", "boutique")]
    [InlineData("connections", "--output", "json")]
    [InlineData("explain", "--from", "boutique/frontend", "--to", "boutique/cartservice", "--port", "7070")]
    public void Questions_to_the_live_boutique_are_answered_as_by_its_dump(string command, params string[] rest)
    {
        var (dump, live) = Boutique();
        var expected = _run.Run([command, "--cluster", dump, .. rest]);
        Assert.Equal(ExitCode.Success, expected.ExitCode);
        Assert.NotEmpty(expected.Output);
        Assert.Equal(expected, _run.Run([command, "--kubeconfig", live, .. rest]));
    }

    [Fact]
    public void Whom_the_API_server_calls_is_asked_for_by_a_review_and_only_by_it()
    {
        var guarded = _run.File("cluster.json", Guarded);
        var change = _run.File("change.yaml", KeptFromTheApiServer);
        var expected = _run.Run("review", "--cluster", guarded, "--change", change, "--output", "json");
        Assert.Contains("\"self-lockout\"", expected.Output, StringComparison.Ordinal);
        foreach (var line in Guarded.Split('\n'))
        {
            _server.Store.Put((JsonObject)JsonNode.Parse(line)!);
        }

        Assert.Equal(expected.Output, _run.Run("review", "--kubeconfig", Kubeconfig(), "--change", change, "--output", "json").Output);
        Assert.Equal(3, _server.Requests.Count(IsOptional));
        _run.Run("connections", "--kubeconfig", Kubeconfig());
        _run.Run("explain", "--kubeconfig", Kubeconfig(), "--from", "guard/guard", "--to", "guard/guard", "--port", "443");
        Assert.Equal(3, _server.Requests.Count(IsOptional));
    }

    [Fact]
    public void A_review_without_the_right_to_read_them_says_so_in_one_note()
    {
        var (_, live) = Boutique();
        _server.Faults.Add(Fault.Answer(new(403, "Forbidden", "you may not")), IsOptional, times: 3);
        var review = _run.Run("review", "--kubeconfig", live, "--change", _run.File("change.yaml", EmptyIngress), "--output", "json");
        Assert.Equal((ExitCode.Objection, ""), (review.ExitCode, review.Error));
        Assert.Equal(
            ["not judged whether the API server still reaches its webhooks and aggregated APIs: the API server does not let this user list "
                + "validatingwebhookconfigurations, mutatingwebhookconfigurations and apiservices"],
            JsonNode.Parse(review.Output)!["notes"]!.AsArray().Select(note => (string)note!));
    }

    [Fact]
    public void A_context_alone_is_looked_for_where_kubectl_would()
    {
        var live = Kubeconfig();
        var context = System.IO.File.ReadAllLines(live).Single(line => line.StartsWith("current-context:", StringComparison.Ordinal));
        var name = context.Split(':')[1].Trim().Trim('"');
        _run.Surroundings = new(variable => variable == "KUBECONFIG" ? live : null, null);
        var found = _run.Run("connections", "--context", name, "-n", "default");
        Assert.Equal((ExitCode.Success, "no connections\n", ""), (found.ExitCode, found.Output, found.Error));
        Assert.Equal(
            $"admission-guard: live: no context \"other\"; there is \"{name}\"\n",
            _run.Run("connections", "--context", "other").Error);
    }

    [Fact]
    public void A_manifest_without_a_namespace_is_one_for_the_namespace_of_the_context()
    {
        var (dump, _) = Boutique();
        var live = _run.File("in-boutique", _server.Kubeconfig(@namespace: "boutique"));
        var change = _run.File("change.yaml", EmptyIngress.Replace(", namespace: boutique", "", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Objection, _run.Run("review", "--kubeconfig", live, "--change", change).ExitCode);
        Assert.Equal(ExitCode.Objection, _run.Run("review", "--cluster", dump, "--change", change, "-n", "boutique").ExitCode);

        // Elsewhere it is a new policy that selects nothing.
        Assert.Equal(ExitCode.Success, _run.Run("review", "--kubeconfig", live, "--change", change, "--namespace", "default").ExitCode);
        Assert.Equal(ExitCode.Success, _run.Run("review", "--cluster", dump, "--change", change).ExitCode);
    }

    [Fact]
    public void Live_alone_is_the_cluster_that_kubectl_would_speak_to()
    {
        var live = Kubeconfig();
        _run.Surroundings = new(variable => variable == "KUBECONFIG" ? live : null, null);
        var found = _run.Run("connections", "--live", "-n", "default");
        Assert.Equal((ExitCode.Success, "no connections\n", ""), (found.ExitCode, found.Output, found.Error));
        Assert.StartsWith(
            "admission-guard: --cluster and --live exclude each other: give either files or a live cluster; ",
            _run.Run("connections", "--live", "--cluster", ".").Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_not_list_is_told_which_right_is_missing()
    {
        var result = _run.Run("connections", "--kubeconfig", Kubeconfig("nobody"));
        Assert.Equal(ExitCode.Failure, result.ExitCode);
        Assert.Equal(
            $"admission-guard: {_server.Url}/: may not list namespaces: this user needs the verb list on namespaces in all namespaces\n",
            result.Error);
    }

    [Fact]
    public void Whom_the_server_does_not_know_is_told_so()
    {
        var live = _run.File("live", _server.Kubeconfig("nobody").Replace("nobody-token", "stale", StringComparison.Ordinal));
        Assert.Equal(
            $"admission-guard: {_server.Url}/: the server does not know who is asking (401); "
            + "log in again, or correct the user of this context\n",
            _run.Run("connections", "--kubeconfig", live).Error);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_named()
    {
        var live = Kubeconfig();
        await _server.StopListeningAsync();
        Assert.Equal(
            $"admission-guard: cannot list namespaces: {_server.Url}/: Connection refused\n",
            _run.Run("connections", "--kubeconfig", live).Error);
    }

    [Fact]
    public void A_list_that_breaks_off_is_no_cluster()
    {
        _server.Faults.Add(Fault.ResetAfter(20), request => request.Path.Contains("/pods?", StringComparison.Ordinal));
        var result = _run.Run("connections", "--kubeconfig", Kubeconfig());
        Assert.Equal((ExitCode.Failure, ""), (result.ExitCode, result.Output));
        Assert.Contains("cannot list pods: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private static bool IsOptional(LoggedRequest request) =>
        request.Path.Contains("webhookconfigurations?", StringComparison.Ordinal) || request.Path.Contains("apiservices?", StringComparison.Ordinal);

    private (string Dump, string Live) Boutique()
    {
        var dump = Repository.Corpus("boutique.json");
        foreach (var item in JsonNode.Parse(System.IO.File.ReadAllText(dump))!["items"]!.AsArray())
        {
            _server.Store.Put(item!.DeepClone().AsObject());
        }

        return (dump, Kubeconfig());
    }

    private string Kubeconfig(string user = "admin") => _run.File("live", _server.Kubeconfig(user));
}
