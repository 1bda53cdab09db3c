using System.Text.Json.Nodes;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.Webhook.State;
using AdmissionGuard.Webhook.Tests.Hosting;
using AdmissionGuard.Webhook.Tests.Receipts;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>The role holds what the webhook asks for, and nothing that it does not.</summary>
public sealed class RoleTests
{
    private static readonly string[] Optional = ["admissionregistration.k8s.io", "apiregistration.k8s.io", "admission-guard.io"];
    private static readonly string[] Kinds = ["ServiceAccount", "ClusterRole", "ClusterRoleBinding"];

    [Fact]
    public async Task With_the_role_alone_the_webhook_reads_the_cluster_and_uses_every_right()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        await using var server = await ApiServer.StartAsync();
        var account = Install(server, manifests);
        IClusterView? cluster = null;
        await using var webhook = await RunningWebhook.StartAsync(
            server,
            configure: options => options with { Kubeconfig = WithKubeconfig(options.Kubeconfig!, server, account) },
            make: parts =>
            {
                cluster = parts.Cluster;
                return RunningWebhook.EchoAsync;
            });

        await webhook.ReadyAsync();
        await cluster!.ListPoliciesAsync("default", CancellationToken.None);
        var granted = Granted(manifests.One("ClusterRole")).Order().ToArray();

        // A watch is asked for after the list that makes a kind ready.
        await Eventually.Async(() => Used(server, account).Count >= granted.Length);
        Assert.Equal(granted, Used(server, account).Order());
        var requests = server.Requests.All.Where(request => request.User == account).ToList();
        Assert.All(requests, request => Assert.Equal(200, request.Status));
        Assert.Contains(requests, request => request.Path.Contains("/namespaces/default/networkpolicies", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_one_of_its_rights_it_never_becomes_ready_and_says_which_is_missing()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var core = manifests.One("ClusterRole")["rules"]!.AsArray().Single(rule => Manifests.Texts(rule!["resources"]).Contains("nodes"))!;
        core["resources"] = new JsonArray("namespaces", "pods", "services");
        await using var server = await ApiServer.StartAsync();
        var account = Install(server, manifests);
        await using var webhook = await RunningWebhook.StartAsync(
            server, configure: options => options with { Kubeconfig = WithKubeconfig(options.Kubeconfig!, server, account) });

        await Eventually.Async(() => webhook.Log.Of(2011).Count > 0);

        var problem = Assert.Single(webhook.Log.Of(2011));
        Assert.StartsWith("The API server does not tell of nodes: ", problem, StringComparison.Ordinal);
        Assert.Contains("forbidden", problem, StringComparison.Ordinal);
        Assert.Contains("[-]nodes failed", (await webhook.GetAsync("/readyz")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_optional_rights_it_is_ready_all_the_same_and_says_what_it_overlooks()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var rules = manifests.One("ClusterRole")["rules"]!.AsArray();
        foreach (var rule in rules.Where(rule => Optional.Contains((string)rule!["apiGroups"]![0]!)).ToList())
        {
            rules.Remove(rule);
        }

        await using var server = await ApiServer.StartAsync();
        var account = Install(server, manifests);
        await using var webhook = await RunningWebhook.StartAsync(
            server, configure: options => options with { Kubeconfig = WithKubeconfig(options.Kubeconfig!, server, account) });

        await webhook.ReadyAsync();
        await Eventually.Async(() => webhook.Log.Of(2018).Count == 3);
        Assert.Contains(
            "Rule self-lockout overlooks what the API server calls by apiservices, which may not be listed and watched: "
            + "apiservices.apiregistration.k8s.io is forbidden: User \"system:serviceaccount:admission-guard:admission-guard\" "
            + "cannot list resource \"apiservices\" in API group \"apiregistration.k8s.io\" at the cluster scope",
            webhook.Log.Of(2018));
        Assert.Empty(webhook.Log.Of(2011));
        Assert.Equal("ok", (await webhook.GetAsync("/readyz")).Text);
    }

    // The Namespace and what says who may do what; the user is the one that the pods' token stands for.
    private static string Install(ApiServer server, Manifests manifests)
    {
        var name = (string)manifests.Pod["spec"]!["serviceAccountName"]!;
        server.Store.PutNamespace(Manifests.Name);
        server.Store.Put(Companion.Checks());
        foreach (var value in manifests.Objects.Where(value => Kinds.Contains(Manifests.Kind(value))))
        {
            server.Store.Put((JsonObject)value.DeepClone());
        }

        var account = ApiUser.ServiceAccount(Manifests.Name, name) with { Token = "the-pods-token" };
        server.AddUser(account);
        return account.Name;
    }

    private static string WithKubeconfig(string path, ApiServer server, string user)
    {
        File.WriteAllText(path, server.Kubeconfig(user));
        return path;
    }

    private static IEnumerable<string> Granted(JsonObject role) =>
        from rule in role["rules"]!.AsArray()
        from verb in Manifests.Texts(rule!["verbs"])
        from @group in Manifests.Texts(rule["apiGroups"])
        from resource in Manifests.Texts(rule["resources"])
        select $"{verb} {resource}.{@group}";

    private static HashSet<string> Used(ApiServer server, string account) =>
        [.. server.Requests.All.Where(request => request.User == account).Select(request => Right(request, server))];

    private static string Right(LoggedRequest request, ApiServer server)
    {
        var parts = request.Path.Split('?');
        var path = RequestPath.Parse(parts[0], server.Served);
        Assert.True(path is { Name: "", Subresource: "" } && request.Method == "GET", $"no list or watch: {request.Line}");
        var verb = parts.Length > 1 && parts[1].Contains("watch=", StringComparison.Ordinal) ? "watch" : "list";
        return $"{verb} {path!.Kind.Plural}.{path.Kind.Group}";
    }
}
