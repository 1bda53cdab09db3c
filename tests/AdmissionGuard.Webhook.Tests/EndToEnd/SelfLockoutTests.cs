using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>A policy that keeps the API server from a webhook of the cluster, whose configuration the webhook hears of as it comes and goes.</summary>
public sealed class SelfLockoutTests
{
    private const string Installed = """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"guard"}}
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"guard","namespace":"guard"},
        "spec":{"selector":{"app":"guard"},"ports":[{"name":"https","port":443,"targetPort":"https"},{"name":"metrics","port":8080,"targetPort":8080}]}}
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"guard-0","namespace":"guard","labels":{"app":"guard"}},
        "spec":{"containers":[{"name":"guard","image":"guard","ports":[{"name":"https","containerPort":8443}]}]}}
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"guard"},
        "webhooks":[{"name":"guard.example.com","failurePolicy":"Fail","sideEffects":"None","admissionReviewVersions":["v1"],
        "rules":[{"apiGroups":["example.com"],"apiVersions":["*"],"operations":["*"],"resources":["*"]}],
        "clientConfig":{"service":{"name":"guard","namespace":"guard","path":"/"}}}]}
        """;

    // What reads well and locks everybody out: no selector matches an API server.
    private const string Policy = """
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"guard","namespace":"guard"},
        "spec":{"podSelector":{"matchLabels":{"app":"guard"}},"policyTypes":["Ingress"],
        "ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}}}]}]}}
        """;

    private const string Denial =
        $"""
        Error from server (Forbidden): error when creating "STDIN": admission webhook "networkpolicies.admission-guard.io" denied the request: AdmissionGuard denies the CREATE of NetworkPolicy guard/guard: self-lockout and 1 warning
        to let just this change pass annotate the policy with admission-guard.io/acknowledge: "self-lockout=1619ec13"; or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)
        - deny self-lockout (spec.ingress): the API server can no longer reach guard/guard-0[Pod] on TCP 8443, which ValidatingWebhookConfiguration "guard" calls: requests that it is asked about fail. Admit TCP 8443 from the API server's addresses by an ipBlock, or from everywhere by a rule without "from"; no selector matches the API server.
        - warn isolation-starts (spec.podSelector): guard/guard-0[Pod] becomes isolated for ingress and loses connections from storefront/cart[Deployment] and storefront/web[Deployment], and all addresses outside the cluster
        id: {GuardedCluster.RequestId}

        """;

    public static TheoryData<ServerKind> Servers => StartedServer.Kinds;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Cutting_the_API_server_off_from_a_webhook_is_denied_until_its_configuration_is_gone(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);
        await InstallAsync(cluster);

        var denied = await cluster.RunAsync("create -f -", Policy);
        Assert.Equal(Denial, denied.Error);
        Assert.Equal((1, ""), (denied.ExitCode, denied.Output));

        await cluster.PrintedAsync("delete validatingwebhookconfiguration guard");
        await HearsAsync(cluster, isFound: false);
        Assert.EndsWith("networkpolicy.networking.k8s.io/guard created\n", await cluster.PrintedAsync("create -f -", Policy), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_webhook_s_Service_and_what_follows_on_failure_count_as_they_are_now(ServerKind kind)
    {
        await using var cluster = await GuardedCluster.StartAsync(kind);
        await InstallAsync(cluster);

        await cluster.PrintedAsync("patch service guard -n guard --type=merge -p '{\"spec\":{\"selector\":{\"app\":\"another\"}}}'");
        await HearsAsync(cluster, isFound: false);
        await cluster.PrintedAsync("patch service guard -n guard --type=merge -p '{\"spec\":{\"selector\":{\"app\":\"guard\"}}}'");
        await HearsAsync(cluster, isFound: true);

        await cluster.PrintedAsync(
            "patch validatingwebhookconfiguration guard --type=json -p '[{\"op\":\"replace\",\"path\":\"/webhooks/0/failurePolicy\",\"value\":\"Ignore\"}]'");
        await Eventually.Async(async () => (await TriedAsync(cluster)).Contains("requests go on without it", StringComparison.Ordinal));
        Assert.EndsWith("networkpolicy.networking.k8s.io/guard created\n", await cluster.PrintedAsync("create -f -", Policy), StringComparison.Ordinal);
    }

    private static async Task InstallAsync(GuardedCluster cluster)
    {
        await cluster.PrintedAsync("create -f -", Installed);
        await HearsAsync(cluster, isFound: true);
    }

    private static Task HearsAsync(GuardedCluster cluster, bool isFound) =>
        Eventually.Async(async () => (await TriedAsync(cluster)).Contains("self-lockout", StringComparison.Ordinal) == isFound);

    private static Task<string> TriedAsync(GuardedCluster cluster) => cluster.PrintedAsync("create --dry-run=server -f -", Policy);
}
