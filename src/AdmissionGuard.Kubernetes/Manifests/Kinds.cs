namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>A kind that is read: the fields of it that matter and what becomes of them.</summary>
internal sealed record KindReader(Fields Fields, Func<Tree, DecodingContext, ManifestObject> Decode);

/// <summary>
/// The kinds that say something about network traffic. A kind is told by its API group too: Calico's NetworkPolicy, for example, is
/// another one.
/// </summary>
internal static class Kinds
{
    private static readonly Dictionary<string, (string[] Groups, KindReader Reader)> Known = new(StringComparer.Ordinal)
    {
        ["Namespace"] = ([""], new KindReader(Fields.Of(Metadata.Paths), ClusterObjects.DecodeNamespace)),
        ["Node"] = ([""], new KindReader(Fields.Of([.. Metadata.Paths, "status.addresses"]), ClusterObjects.DecodeNode)),
        ["Service"] = ([""], new KindReader(Fields.Of([.. Metadata.Paths, .. ServiceObjects.Paths]), ServiceObjects.Decode)),
        ["Pod"] = ([""], new KindReader(Fields.Of([.. Metadata.Paths, .. PodObjects.Paths]), PodObjects.Decode)),
        ["NetworkPolicy"] = (["networking.k8s.io", "extensions"], new KindReader(Fields.All, PolicyObjects.Decode)),
        ["Deployment"] = (["apps", "extensions"], WorkloadObjects.Reader("Deployment", "spec.template")),
        ["ReplicaSet"] = (["apps", "extensions"], WorkloadObjects.Reader("ReplicaSet", "spec.template")),
        ["DaemonSet"] = (["apps", "extensions"], WorkloadObjects.Reader("DaemonSet", "spec.template")),
        ["StatefulSet"] = (["apps"], WorkloadObjects.Reader("StatefulSet", "spec.template")),
        ["Job"] = (["batch"], WorkloadObjects.Reader("Job", "spec.template")),
        ["ValidatingWebhookConfiguration"] = (["admissionregistration.k8s.io"], Webhooks("ValidatingWebhookConfiguration")),
        ["MutatingWebhookConfiguration"] = (["admissionregistration.k8s.io"], Webhooks("MutatingWebhookConfiguration")),
        ["APIService"] = (["apiregistration.k8s.io"], new KindReader(Fields.Of([.. Metadata.Paths, "spec.service"]), CalloutObjects.DecodeApiService)),
        ["CronJob"] = (["batch"], WorkloadObjects.Reader("CronJob", "spec.jobTemplate.spec.template")),
    };

    /// <summary>How to read pods that will be probed.</summary>
    public static KindReader ProbedPod { get; } = new(Fields.Of([.. Metadata.Paths, .. RuntimeFields.Paths]), RuntimeFields.Decode);

    /// <summary>How to read a kind; null when it says nothing about network traffic.</summary>
    public static KindReader? Find(string apiVersion, string kind, ManifestUse use = ManifestUse.Cluster) =>
        use == ManifestUse.Probing && kind == "Pod" && IsGroup(apiVersion, "") ? ProbedPod : FindPlain(apiVersion, kind);

    private static KindReader? FindPlain(string apiVersion, string kind) =>
        Known.TryGetValue(kind, out var known) && Array.Exists(known.Groups, group => IsGroup(apiVersion, group)) ? known.Reader : null;

    /// <summary>Whether some group has a kind of this name that is read.</summary>
    public static bool IsName(string kind) => Known.ContainsKey(kind);

    /// <summary>The groups of a kind, as they stand in apiVersion.</summary>
    public static string ApiVersion(string kind) => Known[kind].Groups[0] is { Length: > 0 } group ? $"{group}/v1" : "v1";

    private static KindReader Webhooks(string kind) =>
        new(Fields.Of([.. Metadata.Paths, .. CalloutObjects.WebhookPaths]), CalloutObjects.Webhooks(kind));

    private static bool IsGroup(string apiVersion, string group) => group.Length == 0
        ? !apiVersion.Contains('/')
        : apiVersion.StartsWith(group, StringComparison.Ordinal) && apiVersion.Length > group.Length && apiVersion[group.Length] == '/';
}
