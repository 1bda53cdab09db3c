using System.Text.Json.Nodes;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>The real kubectl takes the directories to an API server.</summary>
public sealed class ApplyTests
{
    private static readonly (string Plural, string Kind)[] OfCertManager = [("issuers", "Issuer"), ("certificates", "Certificate")];

    [Theory]
    [InlineData(Installation.Standard)]
    [InlineData(Installation.SelfSigned)]
    [InlineData(Installation.Fail)]
    public async Task One_command_installs_everything_and_run_again_changes_nothing(string overlay)
    {
        using var installation = Installation.Copy();
        var manifests = await installation.RenderedAsync(overlay);
        await using var server = await ApiServer.StartAsync();
        if (overlay != Installation.SelfSigned)
        {
            DefineCertManager(server);
        }

        // The test server has no quotas of its own, and nobody here needs one that counts.
        server.Served.Define("quotas", [new ResourceKind("", "v1", "resourcequotas", "ResourceQuota", true)]);
        using var home = new KubectlHome(server.Kubeconfig());

        var first = await ApplyAsync(home, installation.PathOf(overlay));
        var second = await ApplyAsync(home, installation.PathOf(overlay));

        Assert.Equal(manifests.Objects.Count, first.Length);
        Assert.All(first, line => Assert.EndsWith(" created", line, StringComparison.Ordinal));

        // kubectl replaces the selector of a PodDisruptionBudget whole (x-kubernetes-patch-strategy), and calls that a change each time.
        Assert.All(
            second.Where(line => !line.StartsWith("poddisruptionbudget", StringComparison.Ordinal)),
            line => Assert.EndsWith(" unchanged", line, StringComparison.Ordinal));
        var stored = server.Store.Find(BuiltInResources.ValidatingWebhookConfigurations, "", Manifests.Name)!.ToNode();
        Assert.Equal(overlay == Installation.Fail ? "Fail" : "Ignore", (string?)stored["webhooks"]![0]!["failurePolicy"]);
    }

    private static async Task<string[]> ApplyAsync(KubectlHome home, string directory)
    {
        var result = await home.RunAsync(TestContext.Current.CancellationToken, "apply", "-k", directory);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Empty(result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // As little of it as an apply needs: names, and any fields.
    private static void DefineCertManager(ApiServer server)
    {
        foreach (var (plural, kind) in OfCertManager)
        {
            var definition = (JsonObject)JsonNode.Parse($$"""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{plural}}.cert-manager.io"},
                "spec":{"group":"cert-manager.io","scope":"Namespaced","names":{"plural":"{{plural}}","kind":"{{kind}}"},
                "versions":[{"name":"v1","served":true,"storage":true,
                "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } }] } }
                """)!;
            server.Store.Put(definition);
            server.Served.Define($"{plural}.cert-manager.io", CustomDefinitions.Read(definition));
        }
    }
}
