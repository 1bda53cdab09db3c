using System.Net;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.State;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.State;

public sealed class FileViewTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void It_answers_from_what_the_files_hold()
    {
        var view = View(("pods.yaml", Pod("web") + "---\n" + Pod("db")), ("deny.yaml", Policy("deny")));
        Assert.True(view.IsSynced);
        Assert.Equal(TimeSpan.Zero, view.Age);
        Assert.Equal(["db", "web"], Pods(view));
    }

    [Fact]
    public void It_knows_whom_the_API_server_calls()
    {
        var view = View(("cluster.yaml", Pod("web") + """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 443, targetPort: 8443}]}
            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1.shop}
            spec: {service: {name: web, namespace: shop}}
            """));
        var deny = new NetworkPolicy
        {
            Key = new ObjectKey("shop", "deny"),
            Spec = new PolicySpec(LabelSelector.Everything, [], [], PolicyTypes.Ingress),
        };
        var review = view.Read([], index => Reviewer.Review(index, new PolicyChange(deny.Key, null, deny), GuardConfiguration.Default));
        Assert.Contains("self-lockout", review.Findings.Select(finding => finding.Rule));
    }

    [Fact]
    public void It_answers_about_blocks_that_no_policy_names_yet()
    {
        var view = View(("pods.yaml", Pod("web", "10.1.0.1") + "---\n" + Pod("db", "10.2.0.1")));
        var block = new IpBlock(IpRange.ParseCidr("10.1.0.0/16")!.Value, []);
        Assert.Equal(1, view.Read([], index => index.Classes.Count));

        // A block tells the two pods apart that are one class to every selector.
        Assert.Equal(2, view.Read([block], index => index.Classes.Count));
    }

    [Fact]
    public void A_change_of_a_file_is_taken()
    {
        var view = View(("pods.yaml", Pod("web")));
        _folder.With("pods.yaml", Pod("web") + "---\n" + Pod("late"));
        view.Files.Look();
        Assert.Equal(["late", "web"], Pods(view));
        _folder.With("more.yaml", Pod("more"));
        view.Files.Look();
        File.Delete(_folder.In("pods.yaml"));
        view.Files.Look();
        Assert.Equal(["more"], Pods(view));
    }

    [Fact]
    public void A_change_that_cannot_be_read_changes_nothing_and_is_told_of()
    {
        var said = new List<string>();
        var view = View(("pods.yaml", Pod("web")));
        view.Files.Kept = said.Add;
        _folder.With("pods.yaml", "kind: Pod\nspec: {");
        view.Files.Look();
        view.Files.Look();
        Assert.Equal(["web"], Pods(view));
        Assert.StartsWith("pods.yaml:", _folder.Without(Assert.Single(said)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_are_listed_as_they_are_at_this_moment()
    {
        var view = View(("pods.yaml", Pod("web")), ("deny.yaml", Policy("deny")));
        _folder.With("allow.yaml", Policy("allow") + "---\n" + Policy("far", "elsewhere"));
        var policies = await view.ListPoliciesAsync("shop", TestContext.Current.CancellationToken);
        Assert.Equal(["allow", "deny"], policies.Select(policy => policy.Key.Name).Order());
    }

    [Fact]
    public void A_path_that_is_not_there_is_an_error() => Assert.Equal(
        "nowhere: no such file or directory", Assert.Throws<SettingException>(() => new FileView(["nowhere"], TimeProvider.System)).Message);

    [Fact]
    public async Task The_webhook_takes_a_change_within_two_seconds()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var webhook = await RunningWebhook.StartAsync(time: time);
        Assert.Contains("[+]cluster ok: 1 pods and 0 policies in files", (await webhook.GetAsync("/readyz?verbose")).Text, StringComparison.Ordinal);
        webhook.Folder.With("cluster/deny.yaml", Policy("deny"));
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Async(() => webhook.Log.Of(2040).Count == 2);
        Assert.Contains("[+]cluster ok: 1 pods and 1 policies in files", (await webhook.GetAsync("/readyz?verbose")).Text, StringComparison.Ordinal);

        webhook.Folder.With("cluster/deny.yaml", "kind: [");
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Async(() => webhook.Log.Of(2041).Count == 1);
        var (status, text) = await webhook.GetAsync("/readyz?verbose");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("1 policies in files; the previous one is kept: cluster/deny.yaml:", webhook.Folder.Without(text), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Pod(string name, string address = "10.1.0.1") =>
        $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          namespace: shop
          labels: {app: web}
          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: web, uid: u, controller: true}]
        spec: {containers: [{name: c, image: i}]}
        status: {phase: Running, podIP: {{address}}, podIPs: [{ip: {{address}} }] }

        """;

    private static string Policy(string name, string place = "shop") =>
        $$"""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: {{name}}, namespace: {{place}} }
        spec: {podSelector: {} }

        """;

    private static string[] Pods(FileView view) => view.Read(
        [], index => (index.Find("shop")?.Classes ?? []).SelectMany(pods => pods.Pods).Select(pod => pod.Key.Name).Order().ToArray());

    private FileView View(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            _folder.With(name, text);
        }

        return new FileView([_folder.Root], TimeProvider.System);
    }
}
