using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Admission;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>What a kustomization installs agrees with itself, with the program and with the contract.</summary>
public sealed class ManifestsTests
{
    private static readonly string[] OfTheCluster = ["Namespace", "ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration"];

    public static TheoryData<string> Overlays => [Installation.Standard, Installation.SelfSigned, Installation.Fail];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Everything_lies_in_one_namespace_and_says_what_it_is_part_of(string overlay)
    {
        var manifests = await Installation.RenderAsync(overlay);

        Assert.All(manifests.Objects, value =>
        {
            var expected = OfTheCluster.Contains(Manifests.Kind(value)) ? null : "admission-guard";
            Assert.Equal(expected, (string?)value["metadata"]!["namespace"]);
            Assert.Equal("admission-guard", (string?)value["metadata"]!["labels"]?["app.kubernetes.io/part-of"]);
        });
        Assert.Equal("restricted", (string?)manifests.One("Namespace")["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_selector_selects_the_webhooks_pods_and_is_the_same(string overlay)
    {
        var manifests = await Installation.RenderAsync(overlay);
        var labels = manifests.Pod["metadata"]!["labels"]!.AsObject();
        JsonNode[] selectors =
        [
            manifests.One("Deployment")["spec"]!["selector"]!["matchLabels"]!,
            manifests.One("PodDisruptionBudget")["spec"]!["selector"]!["matchLabels"]!,
            manifests.One("NetworkPolicy")["spec"]!["podSelector"]!["matchLabels"]!,
            manifests.One("Service")["spec"]!["selector"]!,
            manifests.One("Service", "admission-guard-metrics")["spec"]!["selector"]!,
            .. manifests.Pod["spec"]!["topologySpreadConstraints"]!.AsArray().Select(each => each!["labelSelector"]!["matchLabels"]!),
        ];

        Assert.Equal(7, selectors.Length);
        Assert.All(selectors, selector =>
        {
            Assert.True(JsonNode.DeepEquals(selectors[0], selector), selector.ToJsonString());
            Assert.All(selector.AsObject(), pair => Assert.Equal((string?)pair.Value, (string?)labels[pair.Key]));
        });
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_API_server_is_led_to_the_port_for_reviews_and_the_policy_lets_it_in(string overlay)
    {
        var manifests = await Installation.RenderAsync(overlay);
        var asked = manifests.Webhook["clientConfig"]!["service"]!;
        var service = manifests.One("Service", (string)asked["name"]!);
        var port = Assert.Single(service["spec"]!["ports"]!.AsArray())!;
        var metrics = Assert.Single(manifests.One("Service", "admission-guard-metrics")["spec"]!["ports"]!.AsArray())!;
        var admitted = Assert.Single(manifests.One("NetworkPolicy")["spec"]!["ingress"]!.AsArray())!;

        Assert.Equal((string?)service["metadata"]!["namespace"], (string?)asked["namespace"]);
        Assert.Equal((int?)asked["port"], (int?)port["port"]);
        Assert.Equal("/validate", (string?)asked["path"]);
        Assert.Equal(8443, manifests.Port((string)port["targetPort"]!));
        Assert.Equal(8080, manifests.Port((string)metrics["targetPort"]!));
        Assert.Null(admitted["from"]);
        Assert.Equal([8443, 8080], admitted["ports"]!.AsArray().Select(each => (int)each!["port"]!));
        Assert.Equal(["Ingress"], Manifests.Texts(manifests.One("NetworkPolicy")["spec"]!["policyTypes"]));
        Assert.All(
            (string[])["startupProbe", "readinessProbe", "livenessProbe"],
            probe => Assert.Equal(8080, manifests.Port((string)manifests.Container[probe]!["httpGet"]!["port"]!)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_webhook_is_asked_what_the_contract_says(string overlay)
    {
        var webhook = (await Installation.RenderAsync(overlay)).Webhook;
        var rule = Assert.Single(webhook["rules"]!.AsArray())!;
        var place = Assert.Single(webhook["namespaceSelector"]!["matchExpressions"]!.AsArray())!;

        Assert.Equal("networkpolicies.admission-guard.io", (string?)webhook["name"]);
        Assert.Equal(["v1"], Manifests.Texts(webhook["admissionReviewVersions"]));
        Assert.Equal("None", (string?)webhook["sideEffects"]);
        Assert.Equal(5, (int?)webhook["timeoutSeconds"]);
        Assert.Equal(overlay == Installation.Fail ? "Fail" : "Ignore", (string?)webhook["failurePolicy"]);
        Assert.Equal(["networking.k8s.io"], Manifests.Texts(rule["apiGroups"]));
        Assert.Equal(["v1"], Manifests.Texts(rule["apiVersions"]));
        Assert.Equal(["networkpolicies"], Manifests.Texts(rule["resources"]));
        Assert.Equal(["CREATE", "UPDATE", "DELETE"], Manifests.Texts(rule["operations"]));
        Assert.Equal(("kubernetes.io/metadata.name", "NotIn"), ((string)place["key"]!, (string)place["operator"]!));
        Assert.Contains("admission-guard", Manifests.Texts(place["values"]));
        Assert.Equal(
            [MatchConditions.SpecChanges, MatchConditions.NotTheNamespaceController],
            webhook["matchConditions"]!.AsArray().Select(condition => (string)condition!["expression"]!));
    }

    [Fact]
    public async Task The_overlay_that_fails_closed_differs_in_nothing_else()
    {
        var standard = await Installation.RenderAsync(Installation.Standard);
        var fail = await Installation.RenderAsync(Installation.Fail);
        var place = fail.Webhook["namespaceSelector"]!["matchExpressions"]![0]!;
        var leftOut = Manifests.Texts(place["values"]);
        Assert.All((string[])["admission-guard", "kube-system", "calico-system", "cert-manager"], name => Assert.Contains(name, leftOut));
        Assert.Equal("system-cluster-critical", (string?)fail.Pod["spec"]!["priorityClassName"]);

        var quota = Assert.Single(fail.Objects, value => Manifests.Kind(value) == "ResourceQuota");
        fail.Pod["spec"]!.AsObject().Remove("priorityClassName");
        place["values"] = new JsonArray("admission-guard");
        fail.Webhook["failurePolicy"] = "Ignore";
        Assert.Equal(
            standard.Objects.Select(value => value.ToJsonString()),
            fail.Objects.Where(value => value != quota).Select(value => value.ToJsonString()));
    }
}
