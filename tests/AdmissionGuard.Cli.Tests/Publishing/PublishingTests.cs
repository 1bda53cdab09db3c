using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Cli.Rendering.Reports;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Cli.Tests.Publishing;

/// <summary><c>report --publish</c> against an API server.</summary>
public sealed class PublishingTests : IAsyncLifetime
{
    private const string Lame = "{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], egress: [{}]}";

    private readonly CommandRun _run = new();
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _server.Store.PutNamespace("kube-system");
        Put(ShopManifests.Shop);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _run.Dispose();
    }

    [Fact]
    public void Where_both_kinds_are_known_OpenReports_are_written()
    {
        _server.Store.Put(ReportDefinitions.PolicyReports);
        _server.Store.Put(ReportDefinitions.OpenReports);
        Put(ShopManifests.Policy("lame", Lame));

        var result = Publish();

        Assert.Equal((0, "reports.openreports.io: 1 written, 0 unchanged, 0 deleted\n", ""), (result.ExitCode, result.Output, result.Error));
        var report = Assert.Single(Reports(ReportKind.OpenReports));
        Assert.Equal("fail", (string?)report["results"]![0]!["result"]);
        Assert.Equal(["lame", "db", "web"], report["results"]!.AsArray().Select(one => (string?)one!["resources"]![0]!["name"]));
        Assert.Empty(Reports(ReportKind.PolicyReport));
    }

    [Fact]
    public void Where_only_the_older_kind_is_known_that_is_written()
    {
        _server.Store.Put(ReportDefinitions.PolicyReports);

        Assert.Equal("policyreports.wgpolicyk8s.io: 1 written, 0 unchanged, 0 deleted\n", Publish().Output);
        Assert.Equal("""{"pass":2,"fail":0,"warn":0,"error":0,"skip":0}""", Assert.Single(Reports(ReportKind.PolicyReport))["summary"]!.ToJsonString());
    }

    [Fact]
    public void Where_OpenReports_have_come_meanwhile_the_older_reports_go()
    {
        _server.Store.Put(ReportDefinitions.PolicyReports);
        Publish();
        _server.Store.Put(ReportDefinitions.OpenReports);

        Assert.Equal("reports.openreports.io: 1 written, 0 unchanged, 1 deleted\n", Publish().Output);
        Assert.Empty(Reports(ReportKind.PolicyReport));
    }

    [Fact]
    public void Where_neither_kind_is_known_nothing_is_written_and_the_message_says_what_to_install() => Assert.Equal(
        new CommandResult(
            ExitCode.Failure,
            "",
            $"admission-guard: {_server.Url}/: the cluster knows no reports: install the CustomResourceDefinition reports.openreports.io "
            + "(openreports.io/v1alpha1, https://openreports.io) or policyreports.wgpolicyk8s.io (wgpolicyk8s.io/v1alpha2); "
            + "without --publish the report is printed\n"),
        Publish());

    [Fact]
    public void A_report_that_says_what_it_said_before_is_no_write()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        Publish();
        var before = Assert.Single(Reports(ReportKind.OpenReports)).ToJsonString();

        Assert.Equal("reports.openreports.io: 0 written, 1 unchanged, 0 deleted\n", Publish().Output);
        Assert.Equal(before, Assert.Single(Reports(ReportKind.OpenReports)).ToJsonString());
    }

    [Fact]
    public void What_was_mended_leaves_the_report_and_what_others_have_added_to_it_stays()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        Put(ShopManifests.Policy("lame", Lame));
        Publish();
        var report = Assert.Single(Reports(ReportKind.OpenReports));
        report["metadata"]!["annotations"] = new JsonObject { ["somebody/has-read-it"] = "yes" };
        _server.Store.Put(Resource(ReportKind.OpenReports), report);
        Remove("lame");

        Assert.Equal("reports.openreports.io: 1 written, 0 unchanged, 0 deleted\n", Publish().Output);
        var mended = Assert.Single(Reports(ReportKind.OpenReports));
        Assert.All(mended["results"]!.AsArray(), one => Assert.Equal("pass", (string?)one!["result"]));
        Assert.Equal("yes", (string?)mended["metadata"]!["annotations"]!["somebody/has-read-it"]);
    }

    [Fact]
    public void The_report_of_a_namespace_without_policies_goes_and_another_tool_s_stays()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        Publish();
        _server.Store.Put(Report("shop", "kyverno", "admission-guard"));
        _server.Store.Put(Report("kube-system", "admission-guard", "somebody-else"));
        Remove("db");
        Remove("web");

        Assert.Equal("reports.openreports.io: 0 written, 0 unchanged, 1 deleted\n", Publish().Output);
        Assert.Equal(
            ["kube-system/admission-guard", "shop/kyverno"],
            Reports(ReportKind.OpenReports).Select(one => $"{one["metadata"]!["namespace"]}/{one["metadata"]!["name"]}"));
    }

    [Fact]
    public void With_a_namespace_no_other_s_report_is_touched()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        Publish();
        Remove("db");
        Remove("web");

        Assert.Equal("reports.openreports.io: 0 written, 0 unchanged, 0 deleted\n", Publish("-n", "kube-system").Output);
        Assert.Single(Reports(ReportKind.OpenReports));
        Assert.Equal("reports.openreports.io: 0 written, 0 unchanged, 1 deleted\n", Publish("-n", "shop").Output);
    }

    [Fact]
    public void A_namespace_that_is_being_deleted_gets_no_report_and_the_others_get_theirs()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        _server.Store.PutNamespace("last");
        _server.Store.Put(Json("""{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"last"},"spec":{"podSelector":{}}}"""));
        var last = _server.Store.PutNamespace("last").ToNode();
        last["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";
        last["status"]!["phase"] = "Terminating";
        _server.Store.Put(BuiltInResources.Namespaces, last);

        Assert.Equal("reports.openreports.io: 1 written, 0 unchanged, 0 deleted; none in last, which is being deleted\n", Publish().Output);
    }

    [Fact]
    public void A_report_fits_into_etcd_however_long_names_and_messages_are()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        foreach (var number in Enumerable.Range(0, 1200))
        {
            Put(ShopManifests.Policy($"{new string('n', 240)}-{number:0000}", Lame));
        }

        Publish();

        var report = Assert.Single(Reports(ReportKind.OpenReports));
        Assert.InRange(Encoding.UTF8.GetByteCount(report.ToJsonString()), StoredReports.MaxBytes / 2, 1_400_000);
        var shown = report["results"]!.AsArray().Count;
        Assert.InRange(shown, 100, StoredReports.MaxResults);
        Assert.Equal($"{1202 - shown}", (string?)report["metadata"]!["annotations"]!["admission-guard.io/results-left-out"]);
    }

    [Fact]
    public void The_role_of_the_scheduled_job_suffices()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        foreach (var part in Repository.Read("deploy/reports/rbac.yaml").Split("\n---\n"))
        {
            _server.Store.Put(YamlText.Parse(part)!.AsObject());
        }

        _server.AddUser(ApiUser.ServiceAccount("admission-guard", "admission-guard-reports") with { Token = "job-token" });
        Publish();
        Remove("db");
        var user = "system:serviceaccount:admission-guard:admission-guard-reports";
        Assert.Equal("reports.openreports.io: 1 written, 0 unchanged, 0 deleted\n", PublishAs(user).Output);
        Remove("web");
        Assert.Equal("reports.openreports.io: 0 written, 0 unchanged, 1 deleted\n", PublishAs(user).Output);
    }

    [Fact]
    public void Who_may_read_the_cluster_and_not_write_reports_is_told_which_rights_are_missing()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        _server.AddUser(new ApiUser("reader") { Token = "reader-token" });
        _server.Store.Put(Json("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"reader"},
             "rules":[{"apiGroups":["","networking.k8s.io"],"resources":["*"],"verbs":["list"]}]}
            """));
        _server.Store.Put(Json("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"reader"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"reader"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"reader"}]}
            """));

        Assert.Equal(
            new CommandResult(
                ExitCode.Failure,
                "",
                $"admission-guard: {_server.Url}/: may not write reports: this user needs the verbs list, create, patch and delete on "
                + "reports.openreports.io or policyreports.wgpolicyk8s.io (reports.openreports.io is forbidden: User \"reader\" cannot list "
                + "resource \"reports\" in API group \"openreports.io\" at the cluster scope)\n"),
            PublishAs("reader"));
    }

    [Fact]
    public void A_server_that_fails_in_the_middle_is_said_so_and_the_next_run_makes_it_good()
    {
        _server.Store.Put(ReportDefinitions.OpenReports);
        _server.Store.Put(Json("""{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"kube-system"},"spec":{"podSelector":{}}}"""));
        _server.Faults.Add(Fault.Unavailable, request => request.Path.Contains("/namespaces/shop/reports/", StringComparison.Ordinal));

        var broken = Publish();

        Assert.Equal(ExitCode.Failure, broken.ExitCode);
        Assert.StartsWith($"admission-guard: {_server.Url}/: cannot write reports: ", broken.Error, StringComparison.Ordinal);
        Assert.EndsWith("; what is written stays, run it again\n", broken.Error, StringComparison.Ordinal);
        Assert.Equal("reports.openreports.io: 1 written, 1 unchanged, 0 deleted\n", Publish().Output);
    }

    [Fact]
    public void Files_are_no_cluster_to_write_into_and_what_is_written_is_not_printed()
    {
        Assert.Equal(
            "admission-guard: --publish writes into a live cluster: give --live, --kubeconfig FILE or --context NAME in place of --cluster\n",
            _run.Run("report", "--cluster", _run.File("c.yaml", ShopManifests.Shop), "--publish").Error);
        Assert.Equal(
            "admission-guard: --publish and --output exclude each other: the report is either written into the cluster or printed\n",
            Publish("-o", "openreports").Error);
    }

    [Fact]
    public async Task Kubectl_shows_what_was_written()
    {
        Assert.SkipUnless(KubectlBinary.Path is not null, KubectlBinary.Missing);
        await using var server = await ApiServer.StartAsync();
        foreach (var file in Directory.GetFiles(Repository.PathOf("samples/shop")))
        {
            Put(server, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        server.Store.Put(ReportDefinitions.OpenReports);
        _run.Run("report", "--kubeconfig", _run.File("shop", server.Kubeconfig()), "--publish");

        using var home = new KubectlHome(server.Kubeconfig());
        string[] command = ["get", "reports.openreports.io", "-A"];
        var shown = await home.RunAsync(TestContext.Current.CancellationToken, command);

        // As the page shows it.
        var page = Repository.Read("docs/formats.md");
        var start = page.IndexOf($"$ kubectl {string.Join(' ', command)}\n", StringComparison.Ordinal);
        var end = page.IndexOf("```\n", start, StringComparison.Ordinal);
        Repository.Holds("docs/formats.md", $"{page[..start]}$ kubectl {string.Join(' ', command)}\n{shown.Output}{page[end..]}");
    }

    private static JsonObject Report(string space, string name, string by) => Json($$"""
        {"apiVersion":"openreports.io/v1alpha1","kind":"Report",
         "metadata":{"name":"{{name}}","namespace":"{{space}}","labels":{"app.kubernetes.io/managed-by":"{{by}}"} } }
        """);

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private void Put(string manifests) => Put(_server, manifests);

    private static void Put(ApiServer server, string manifests)
    {
        foreach (var part in manifests.Split("---\n", StringSplitOptions.RemoveEmptyEntries))
        {
            server.Store.Put(YamlText.Parse(part)!.AsObject());
        }
    }

    private CommandResult Publish(params string[] rest) => PublishAs("admin", rest);

    private CommandResult PublishAs(string user, params string[] rest) =>
        _run.Run(["report", "--kubeconfig", _run.File("live", _server.Kubeconfig(user)), "--publish", .. rest]);

    private List<JsonObject> Reports(ReportKind kind) =>
        [.. _server.Store.Read(Resource(kind)).Objects.Select(stored => stored.ToNode())];

    private ResourceKind Resource(ReportKind kind) => _server.Served.FindByKind(kind.ApiVersion, kind.Kind)!;

    private void Remove(string policy) => _server.Store.Delete(BuiltInResources.NetworkPolicies, "shop", policy);
}
