using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes pods with what somebody must know who sends packets from inside them.</summary>
internal static class RuntimeFields
{
    // Mirror pods stand for static ones, whose cgroups carry the hash of the manifest in place of the UID.
    private const string StaticPodHash = "kubernetes.io/config.hash";

    // Set by Istio's CNI plugin on a pod whose traffic a node proxy takes, which no container of the pod shows.
    private const string AmbientRedirection = "ambient.istio.io/redirection";

    private static readonly Dictionary<string, string> MeshByProxy = new(StringComparer.Ordinal)
    {
        ["istio-proxy"] = "Istio",
        ["linkerd-proxy"] = "Linkerd",
        ["kuma-sidecar"] = "Kuma",
        ["consul-dataplane"] = "Consul",
        ["envoy-sidecar"] = "Consul",
    };

    public static readonly string[] Paths =
    [
        .. PodObjects.Paths, "metadata.uid", "metadata.annotations", "spec.runtimeClassName", "spec.containers.name", "spec.initContainers.name",
    ];

    /// <summary>A pod with its <see cref="Pod.Runtime"/>.</summary>
    public static ManifestObject Decode(Tree root, DecodingContext context)
    {
        var decoded = PodObjects.Decode(root, context);
        return decoded with { Value = (Pod)decoded.Value with { Runtime = Of(root) } };
    }

    private static PodRuntime Of(Tree root)
    {
        var (metadata, spec) = (root.Field("metadata"), root.Field("spec"));
        var annotations = metadata.Field("annotations");
        return new PodRuntime(
            annotations.Field(StaticPodHash).String() ?? metadata.Field("uid").String() ?? "",
            root.Field("status").Field("phase").String() == "Running",
            annotations.Field(AmbientRedirection).String() == "enabled" ? "Istio (ambient)" : Proxy(spec),
            spec.Field("runtimeClassName").String(),
            IsOff(annotations.Field(PodRuntime.ProbeAnnotation)));
    }

    private static string? Proxy(Tree? spec) => ContainerFields.Running(spec)
        .Select(container => container.Field("name").String() is { } name ? MeshByProxy.GetValueOrDefault(name) : null)
        .FirstOrDefault(mesh => mesh is not null);

    // Unquoted it is a boolean in YAML; what is meant is clear.
    private static bool IsOff(Tree? annotation) => annotation is { Text: "off" };
}
