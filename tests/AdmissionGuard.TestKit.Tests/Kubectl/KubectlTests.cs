using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.TestKit.Tests.Kubectl;

public sealed class KubectlTests
{
    private const string Policy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web}
        spec:
          podSelector: {matchLabels: {app: web}}
          policyTypes: [Ingress]
          ingress:
          - from: [{podSelector: {matchLabels: {app: gateway}}}]
            ports: [{port: 8080, protocol: TCP}]
        """;

    [Fact]
    public async Task Gets_print_their_usual_tables()
    {
        var time = new FakeTime();
        await using var session = await KubectlSession.StartAsync(new() { Time = time });
        var store = session.Server.Store;
        store.Put(Some.Object(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"default"},
             "spec":{"nodeName":"node-1","containers":[{"name":"a"},{"name":"b"}]},
             "status":{"phase":"Running","podIP":"10.0.0.7","containerStatuses":[
              {"name":"a","ready":true,"restartCount":2},
              {"name":"b","ready":false,"restartCount":1,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
            """));
        store.Put(Some.Object(
            """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},
             "spec":{"type":"NodePort","clusterIP":"10.1.0.1","selector":{"app":"web"},
              "ports":[{"port":80,"nodePort":30080},{"port":53,"protocol":"UDP"}]}}
            """));
        store.Put(Some.Object(Some.Policy(
            "web", """{"podSelector":{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"old","operator":"DoesNotExist"}]}}""")));
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(
            "NAME    READY   STATUS             RESTARTS   AGE\nweb-1   1/2     CrashLoopBackOff   3          5m",
            await session.PrintedAsync("get pods"));
        Assert.Equal(
            "NAME    READY   STATUS             RESTARTS   AGE   IP         NODE     NOMINATED NODE   READINESS GATES\n"
            + "web-1   1/2     CrashLoopBackOff   3          5m    10.0.0.7   node-1   <none>           <none>",
            await session.PrintedAsync("get pods -o wide"));
        Assert.Equal(
            "NAME   TYPE       CLUSTER-IP   EXTERNAL-IP   PORT(S)               AGE\n"
            + "web    NodePort   10.1.0.1     <none>        80:30080/TCP,53/UDP   5m",
            await session.PrintedAsync("get svc"));
        Assert.Equal(
            "NAMESPACE   NAME   POD-SELECTOR   AGE\ndefault     web    app=web,!old   5m",
            await session.PrintedAsync("get netpol -A"));
        Assert.Equal(
            "NAME              STATUS   AGE\ndefault           Active   5m\nkube-node-lease   Active   5m\n"
            + "kube-public       Active   5m\nkube-system       Active   5m",
            await session.PrintedAsync("get ns"));
    }

    [Fact]
    public async Task Gets_print_objects_in_every_form()
    {
        await using var session = await KubectlSession.StartAsync();
        session.Server.Store.Put(Some.Pod("web-1", """{"app":"web"}"""));
        session.Server.Store.Put(Some.Pod("web-2"));

        Assert.Equal("pod/web-1\npod/web-2", await session.PrintedAsync("get pods -o name"));
        Assert.Equal("pod/web-1", await session.PrintedAsync("get pods -l app=web -o name"));
        Assert.Equal("Pod:v1:node-1", await session.PrintedAsync("get pod web-1 -o jsonpath={.kind}:{.apiVersion}:{.spec.nodeName}"));
        Assert.Equal("List", (string?)Some.Object(await session.PrintedAsync("get pods -A -o json"))["kind"]);
        Assert.StartsWith("apiVersion: v1\nkind: Pod\n", await session.PrintedAsync("get pod web-1 -o yaml"), StringComparison.Ordinal);
        Assert.Equal(1, (await session.RunAsync("get pod web-3")).ExitCode);
        Assert.Equal(
            "Error from server (NotFound): pods \"web-3\" not found\n", (await session.RunAsync("get pod web-3")).Error);
        Assert.Equal("No resources found in kube-system namespace.\n", (await session.RunAsync("get pods -n kube-system")).Error);
    }

    [Fact]
    public async Task Policies_are_created_shown_and_deleted()
    {
        await using var session = await KubectlSession.StartAsync();

        Assert.Equal(
            "networkpolicy.networking.k8s.io/web created (server dry run)",
            await session.PrintedAsync("create --dry-run=server -f -", Policy));
        Assert.Equal("networkpolicy.networking.k8s.io/web created", await session.PrintedAsync("create -f -", Policy));
        Assert.Equal(
            "Error from server (AlreadyExists): error when creating \"STDIN\": networkpolicies.networking.k8s.io \"web\" already exists\n",
            (await session.RunAsync("create -f -", Policy)).Error);
        Assert.Contains(
            "To Port: 8080/TCP\n    From:\n      PodSelector: app=gateway",
            await session.PrintedAsync("describe networkpolicy web"),
            StringComparison.Ordinal);
        Assert.Equal("networkpolicy.networking.k8s.io \"web\" deleted", WithoutNamespace(await session.PrintedAsync("delete netpol web")));
        Assert.Equal(
            "Error from server (NotFound): networkpolicies.networking.k8s.io \"web\" not found\n",
            (await session.RunAsync("delete netpol web")).Error);
    }

    [Fact]
    public async Task An_apply_creates_and_the_same_again_changes_nothing()
    {
        await using var session = await KubectlSession.StartAsync();

        Assert.Equal("networkpolicy.networking.k8s.io/web created", await session.PrintedAsync("apply -f -", Policy));
        var version = session.Server.Store.Version;
        Assert.Equal("networkpolicy.networking.k8s.io/web unchanged", await session.PrintedAsync("apply -f -", Policy));
        Assert.Equal("networkpolicy.networking.k8s.io/web replaced", await session.PrintedAsync("replace -f -", Policy));
        Assert.Equal(version + 1, session.Server.Store.Version);
    }

    [Fact]
    public async Task All_of_a_kind_are_deleted_one_by_one()
    {
        await using var session = await KubectlSession.StartAsync();
        session.Server.Store.Put(Some.Object(Some.Policy("a")));
        session.Server.Store.Put(Some.Object(Some.Policy("b")));

        await session.PrintedAsync("delete networkpolicies --all");

        var deletes = session.Server.Requests.All.Where(request => request.Method == "DELETE").Select(request => request.Path);
        Assert.Equal([$"{Some.Policies}/a", $"{Some.Policies}/b"], deletes);
    }

    [Fact]
    public async Task Namespaces_are_created_by_typed_clients_and_deleted_with_their_content()
    {
        await using var session = await KubectlSession.StartAsync();

        Assert.Equal("namespace/shop created", await session.PrintedAsync("create namespace shop"));
        session.Server.Store.Put(Some.Pod("web", @namespace: "shop"));
        Assert.Equal("namespace \"shop\" deleted", await session.PrintedAsync("delete namespace shop"));

        Assert.Equal("", await session.PrintedAsync("get pods -A -o name"));
    }

    [Fact]
    public async Task Users_learn_who_they_are_and_what_they_may()
    {
        var alice = new ApiUser("alice", "developers") { Token = "alices-token" };
        await using var session = await KubectlSession.StartAsync(new() { Users = [alice] });
        var config = session.Home.PathOf("alice");
        await File.WriteAllTextAsync(config, session.Server.Kubeconfig("alice"), TestContext.Current.CancellationToken);

        Assert.Equal("yes", await session.PrintedAsync("auth can-i create networkpolicies -n shop"));
        Assert.Equal("no\n", (await session.RunAsync($"--kubeconfig {config} auth can-i create networkpolicies")).Output);
        Assert.Contains("Username    alice", await session.PrintedAsync($"--kubeconfig {config} auth whoami"), StringComparison.Ordinal);
        Assert.Equal(
            "Error from server (Forbidden): pods is forbidden: User \"alice\" cannot list resource \"pods\" in API group \"\" "
            + "in the namespace \"default\"\n",
            (await session.RunAsync($"--kubeconfig {config} get pods")).Error);
    }

    [Fact]
    public async Task Who_may_do_everything_may_ask_as_somebody_who_may_nothing()
    {
        var alice = new ApiUser("alice") { Token = "alices-token" };
        await using var session = await KubectlSession.StartAsync(new() { Users = [alice] });
        var config = session.Home.PathOf("alice");
        await File.WriteAllTextAsync(config, session.Server.Kubeconfig("alice"), TestContext.Current.CancellationToken);

        Assert.Equal("no\n", (await session.RunAsync("auth can-i delete networkpolicies --as bob --as-group developers")).Output);
        Assert.Equal("yes", await session.PrintedAsync("auth can-i delete networkpolicies --as bob --as-group system:masters"));
        Assert.Contains("developers", await session.PrintedAsync("auth whoami --as bob --as-group developers"), StringComparison.Ordinal);
        Assert.Equal(
            "Error from server (Forbidden): users \"bob\" is forbidden: User \"alice\" cannot impersonate resource \"users\" in API group \"\" "
            + "at the cluster scope\n",
            (await session.RunAsync($"--kubeconfig {config} get --raw /version --as bob")).Error);
    }

    [Fact]
    public async Task The_namespaces_of_the_cluster_itself_cannot_be_deleted()
    {
        await using var session = await KubectlSession.StartAsync(new());
        var refused = await session.RunAsync("delete namespace kube-system");
        Assert.Equal(
            (1, "Error from server (Forbidden): namespaces \"kube-system\" is forbidden: this namespace may not be deleted\n"),
            (refused.ExitCode, refused.Error));
    }

    [Fact]
    public async Task Resources_are_listed_and_explained()
    {
        await using var session = await KubectlSession.StartAsync();
        session.Server.Store.Put(Some.Object(Some.GadgetDefinition));

        var resources = await session.PrintedAsync("api-resources");

        Assert.Matches(@"networkpolicies +netpol +networking\.k8s\.io/v1 +true +NetworkPolicy", resources);
        Assert.Matches(@"gadgets +gd +example\.com/v1 +true +Gadget", resources);
        Assert.Contains("ipBlock\t<IPBlock>", await session.PrintedAsync("explain netpol.spec.ingress.from"), StringComparison.Ordinal);
        Assert.Contains("What it shall be.", await session.PrintedAsync("explain gadgets.spec"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Custom_resources_have_the_columns_of_their_definition()
    {
        await using var session = await KubectlSession.StartAsync();
        await session.PrintedAsync("create -f -", Some.GadgetDefinition);
        await session.PrintedAsync("wait --for=condition=established crd/gadgets.example.com");
        session.Server.Store.Put(Some.Object(
            """{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"one"},"spec":{"size":3},"status":{"phase":"Ready"}}"""));

        Assert.Equal("NAME   SIZE   PHASE\none    3      Ready", await session.PrintedAsync("get gd"));
    }

    [Fact]
    public async Task Events_are_listed_beside_what_they_are_about()
    {
        await using var session = await KubectlSession.StartAsync();
        session.Server.Store.Put(Some.Object(
            """
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"web.1","namespace":"default"},"type":"Warning","reason":"NotEnforced",
             "message":"nothing is blocked","involvedObject":{"kind":"NetworkPolicy","name":"web","namespace":"default"},"count":1}
            """));

        var events = await session.PrintedAsync("get events");

        Assert.Equal(
            "LAST SEEN   TYPE      REASON        OBJECT              MESSAGE\n"
            + "<unknown>   Warning   NotEnforced   networkpolicy/web   nothing is blocked",
            events);
    }

    [Fact]
    public async Task A_watch_prints_what_happens()
    {
        await using var session = await KubectlSession.StartAsync();
        session.Server.Store.Put(Some.Pod("before"));
        var cancellationToken = TestContext.Current.CancellationToken;

        using var watch = session.Home.Start("get", "pods", "-w", "-o", "name");
        try
        {
            Assert.Equal("pod/before", await watch.StandardOutput.ReadLineAsync(cancellationToken));
            await session.Server.Requests.WaitForAsync(
                request => request.Path.Contains("watch=true", StringComparison.Ordinal), 1, cancellationToken);
            session.Server.Store.Put(Some.Pod("later"));
            Assert.Equal("pod/later", await watch.StandardOutput.ReadLineAsync(cancellationToken));
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
            await watch.WaitForExitAsync(cancellationToken);
        }
    }

    // Since v1.34 kubectl says which namespace an object was deleted from.
    private static string WithoutNamespace(string printed) =>
        printed.Replace(" from default namespace", "", StringComparison.Ordinal);
}
