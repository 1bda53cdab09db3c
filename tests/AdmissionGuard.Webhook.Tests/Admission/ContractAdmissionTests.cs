using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using AdmissionGuard.Webhook.Admission;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>The whole webhook with a connectivity contract beside its configuration, asked as an API server asks.</summary>
public sealed class ContractAdmissionTests
{
    private const string Contract =
        """
        mustAllow:
        - from: shop/gateway[Pod]
          to: {namespace: shop, podSelector: {matchLabels: {app: db}}}
          ports: [TCP 5432]
        mustDeny:
        - from: bank/teller[Pod]
          to: shop/web[Pod]

        """;

    [Fact]
    public async Task What_the_contract_asks_for_is_not_cut()
    {
        var deny = Requests.Policy("""{"podSelector":{"matchLabels":{"app":"db"}},"policyTypes":["Ingress"]}""", "deny-db");
        var answer = await AskAsync(Requests.Create(deny));
        Assert.Equal(
            """
            AdmissionGuard denies the CREATE of NetworkPolicy shop/deny-db: contract-broken and 1 warning
            to let just this change pass annotate the policy with admission-guard.io/acknowledge: "contract-broken=9591734b"; or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)
            - deny contract-broken (spec.ingress): contract line connectivity.yaml:2 is broken: connections from shop/gateway[Pod] to shop/db[Pod] on TCP 5432 must pass and do no more. Keep what the contract asks for, or change connectivity.yaml:2 first.
            - warn isolation-starts (spec.podSelector): shop/db[Pod] becomes isolated for ingress and loses connections from bank/teller[Pod], kube-system/coredns[Pod], shop/gateway[Pod] and 1 more, and all addresses outside the cluster
            id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c
            """,
            answer.Message);
        Assert.Equal("contract-broken,isolation-starts", answer.Findings);
    }

    [Fact]
    public async Task What_the_contract_forbids_is_not_opened()
    {
        const string Wide = """{"podSelector":{"matchLabels":{"app":"web"}},"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"bank"}}}]}],"policyTypes":["Ingress"]}""";
        var answer = await AskAsync(Requests.Update(Requests.Policy(Requests.Empty), Requests.Policy(Wide)));
        Assert.Equal(
            """
            AdmissionGuard denies the UPDATE of NetworkPolicy shop/web: contract-broken
            to let just this change pass annotate the policy with admission-guard.io/acknowledge: "contract-broken=771686c4"; or first apply a policy that makes up for it in an earlier commit or Kustomization (dependsOn)
            - deny contract-broken (spec.ingress): contract line connectivity.yaml:6 is broken: connections from bank/teller[Pod] to shop/web[Pod] on all ports must not pass and now do. Keep what the contract asks for, or change connectivity.yaml:6 first.
            id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c
            """,
            answer.Message);
    }

    [Fact]
    public async Task What_keeps_the_contract_passes()
    {
        var admit = Requests.Policy(
            """{"podSelector":{"matchLabels":{"app":"db"}},"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"gateway"}}}],"ports":[{"port":5432}]}],"policyTypes":["Ingress"]}""");
        Assert.True((await AskAsync(Requests.Create(admit))).Allowed);
    }

    private static async Task<Answer> AskAsync(JsonObject review)
    {
        var path = "";
        await using var webhook = await RunningWebhook.StartAsync(
            make: AdmissionEndpoint.Of,
            prepare: folder =>
            {
                File.Delete(folder.In("cluster/pod.json"));
                folder.With("cluster/shop.yaml", Shop.Yaml);
                folder.With("connectivity.yaml", Contract);
                path = folder.With("config.yaml", "contract: connectivity.yaml\n");
            },
            configure: options => options with { Configuration = path });
        await webhook.ReadyAsync();
        using var body = new StringContent(review.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        return Answer.Of((await webhook.PostAsync(body)).Text);
    }
}
