using System.Diagnostics;

namespace AdmissionGuard.Cli.Tests;

/// <summary>What Helm and Kustomize print, on standard input.</summary>
public sealed class RenderedInputTests : IDisposable
{
    // As `helm template` prints a chart with an empty template, a hook and a list that a helper rendered.
    private const string Helm =
        """
        ---
        # Source: shop/templates/serviceaccount.yaml
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: shop
          namespace: shop
          labels:
            helm.sh/chart: shop-1.2.3
            app.kubernetes.io/managed-by: Helm
        ---
        # Source: shop/templates/disabled.yaml
        ---
        # Source: shop/templates/networkpolicies.yaml
        apiVersion: v1
        kind: List
        items:
        - apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata:
            name: db
            namespace: shop
            labels:
              helm.sh/chart: shop-1.2.3
          spec:
            podSelector:
              matchLabels:
                app: db
            policyTypes:
            - Ingress
            ingress: []
        ---
        # Source: shop/templates/tests/connection.yaml
        apiVersion: v1
        kind: Pod
        metadata:
          name: shop-test
          namespace: shop
          annotations:
            "helm.sh/hook": test
            "helm.sh/hook-delete-policy": before-hook-creation,hook-succeeded
        spec:
          containers:
          - name: wget
            image: busybox
            command: ["wget"]
          restartPolicy: Never
        ---
        # Source: shop/templates/hooks/allow-migration.yaml
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: allow-migration
          namespace: shop
          annotations:
            "helm.sh/hook": pre-install,pre-upgrade
            "helm.sh/hook-weight": "-5"
        spec:
          podSelector: {matchLabels: {app: db}}
          policyTypes: [Ingress]
          ingress:
          - from: [{podSelector: {matchLabels: {app: migrate}}}]
            ports: [{port: 5432}]
        ---

        """;

    private readonly CommandRun _run = new();
    private readonly string _cluster;

    public RenderedInputTests() => _cluster = _run.File("cluster.yaml", ShopManifests.Shop);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void What_helm_template_prints_is_a_change()
    {
        var result = _run.RunWithInput(Helm, "review", "--cluster", _cluster, "--change", "-");

        Assert.StartsWith("DENIED  1 of 2 policies: shop/db\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n1 more policy: nothing to say\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void A_mistake_in_it_is_named_with_its_line()
    {
        var result = _run.RunWithInput(Helm.Replace("ingress: []", "ingres: []", StringComparison.Ordinal), "review", "--cluster", _cluster, "--change", "-");

        Assert.StartsWith("admission-guard: standard input:31:13: spec.ingres: unknown field; did you mean ingress?", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void What_kubectl_kustomize_prints_is_a_change()
    {
        _run.File("base/db.yaml", ShopManifests.DbPolicy);
        _run.File("base/kustomization.yaml", "namespace: shop\nresources: [db.yaml]\nlabels: [{pairs: {team: a}}]\n");
        _run.File(
            "overlay/kustomization.yaml",
            """
            resources: [../base]
            configMapGenerator: [{name: settings, literals: [a=b]}]
            patches:
            - target: {kind: NetworkPolicy, name: db}
              patch: |
                - {op: replace, path: /spec/ingress, value: []}

            """);

        var result = _run.RunWithInput(Kustomize(_run.At("overlay")), "review", "--cluster", _cluster, "--change", "-");

        Assert.StartsWith("DENIED  1 policy: shop/db\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void A_rendered_set_prunes_by_the_labels_that_were_rendered()
    {
        _run.File("base/db.yaml", ShopManifests.DbPolicy);
        _run.File("base/kustomization.yaml", "resources: [db.yaml]\nlabels: [{pairs: {team: a}}]\n");
        var stored = _run.File("stored.yaml", ShopManifests.Policy("old", "{podSelector: {matchLabels: {app: db}}}").Replace("shop}", "shop, labels: {team: a}}", StringComparison.Ordinal));

        var result = _run.RunWithInput(
            Kustomize(_run.At("base")), "review", "--cluster", _cluster, "--cluster", stored, "--change", "-", "--prune", "-l", "team=a");

        Assert.Equal("ALLOWED  1 policy: nothing to say; 1 policy: unchanged\n\nnote: pruned, because missing from the change: shop/old\n", result.Output);
    }

    private static string Kustomize(string folder)
    {
        try
        {
            using var kubectl = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", folder]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var rendered = kubectl.StandardOutput.ReadToEnd();
            kubectl.WaitForExit();
            Assert.Equal(0, kubectl.ExitCode);
            return rendered;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no kubectl on this machine");
            throw;
        }
    }
}
