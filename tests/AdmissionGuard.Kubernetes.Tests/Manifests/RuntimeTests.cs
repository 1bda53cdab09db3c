using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

/// <summary>What of a pod only matters to whoever sends packets from inside it.</summary>
public sealed class RuntimeTests
{
    [Fact]
    public void A_pod_that_will_be_probed_says_where_its_processes_are() =>
        Assert.Equal(new PodRuntime("8c1d", IsRunning: true), Runtime("metadata: {uid: 8c1d}", "status: {phase: Running}"));

    [Fact]
    public void Whoever_does_not_probe_keeps_nothing_of_it() => Assert.Null(
        ManifestReader.Read(["-"], ManifestUse.Cluster, Text("metadata: {uid: 8c1d}", "")).State.Pods[0].Runtime);

    [Fact]
    public void A_static_pods_cgroups_carry_the_hash_of_its_manifest() => Assert.Equal(
        "0f3a", Runtime("""metadata: {uid: 8c1d, annotations: {"kubernetes.io/config.hash": 0f3a}}""", "")!.Uid);

    [Theory]
    [InlineData("spec: {containers: [{name: web}, {name: istio-proxy}]}", "Istio")]
    [InlineData("spec: {initContainers: [{name: istio-proxy, restartPolicy: Always}]}", "Istio")]
    [InlineData("spec: {containers: [{name: linkerd-proxy}]}", "Linkerd")]
    [InlineData("spec: {initContainers: [{name: istio-proxy}]}", null)]
    [InlineData("spec: {containers: [{name: web}]}", null)]
    public void A_meshs_proxy_is_known_by_its_containers_name(string spec, string? mesh) => Assert.Equal(mesh, Runtime("metadata: {}", spec)!.Mesh);

    [Fact]
    public void A_mesh_without_sidecars_leaves_an_annotation() => Assert.Equal(
        "Istio (ambient)", Runtime("""metadata: {annotations: {"ambient.istio.io/redirection": enabled}}""", "")!.Mesh);

    [Fact]
    public void A_runtime_class_is_kept() => Assert.Equal("kata", Runtime("metadata: {}", "spec: {runtimeClassName: kata}")!.RuntimeClass);

    [Theory]
    [InlineData("\"off\"", true)]
    [InlineData("off", true)]
    [InlineData("\"on\"", false)]
    public void An_owner_keeps_probes_away(string value, bool isOff) => Assert.Equal(
        isOff, Runtime($$$"""metadata: {annotations: {"admission-guard.io/probe": {{{value}}}}}""", "")!.IsProbeOff);

    private static PodRuntime? Runtime(string metadata, string rest) =>
        ManifestReader.Read(["-"], ManifestUse.Probing, Text(metadata, rest)).State.Pods[0].Runtime;

    private static MemoryStream Text(string metadata, string rest) => new(System.Text.Encoding.UTF8.GetBytes(
        $"apiVersion: v1\nkind: Pod\n{metadata.Replace("metadata: {", "metadata: {name: web-0, namespace: shop, ", StringComparison.Ordinal)}\n{rest}\n"));
}
