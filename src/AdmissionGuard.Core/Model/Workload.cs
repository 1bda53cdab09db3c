namespace AdmissionGuard.Core.Model;

/// <summary>The unit that is shown to people: what owns a pod, or the pod itself.</summary>
/// <param name="Namespace">The namespace's name.</param>
/// <param name="Name">The owner's name.</param>
/// <param name="Kind">Deployment, ReplicaSet, StatefulSet, DaemonSet, CronJob, Job or Pod.</param>
public sealed record Workload(string Namespace, string Name, string Kind)
{
    private const string TemplateHash = "pod-template-hash";

    /// <summary>The order in which workloads are shown: namespace, name, kind, each ordinal.</summary>
    public static IComparer<Workload> ByName { get; } = Comparer<Workload>.Create((x, y) =>
    {
        var byNamespace = string.CompareOrdinal(x.Namespace, y.Namespace);
        var byName = byNamespace != 0 ? byNamespace : string.CompareOrdinal(x.Name, y.Name);
        return byName != 0 ? byName : string.CompareOrdinal(x.Kind, y.Kind);
    });

    /// <summary>
    /// The workload of a pod, told from its controlling owner alone so that no other object need be read. Any owner but the built-in
    /// controllers (a static pod's Node, say), and none, make it a Pod.
    /// </summary>
    public static Workload Of(ObjectKey pod, Labels labels, string? ownerKind, string? ownerName) => (ownerKind, ownerName) switch
    {
        // A Deployment names its ReplicaSets after itself, a dash and the hash that it also puts on their pods.
        ("ReplicaSet", { } name) when labels.TryGetValue(TemplateHash, out var hash) && name.EndsWith($"-{hash}", StringComparison.Ordinal)
            && name.Length > hash.Length + 1 => new Workload(pod.Namespace, name[..^(hash.Length + 1)], "Deployment"),
        ("Job", { } name) when CronJobName(name) is { } cronJob => new Workload(pod.Namespace, cronJob, "CronJob"),
        ("ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job", { } name) => new Workload(pod.Namespace, name, ownerKind),
        _ => new Workload(pod.Namespace, pod.Name, "Pod"),
    };

    // A CronJob names its Jobs after itself, a dash and the scheduled time in minutes since 1970: 8 digits today, 10 in its seconds form.
    private static string? CronJobName(string job)
    {
        var dash = job.LastIndexOf('-');
        var digits = job.AsSpan(dash + 1);
        return dash > 0 && digits.Length is >= 8 and <= 10 && !digits.ContainsAnyExceptInRange('0', '9') ? job[..dash] : null;
    }

    /// <summary><c>namespace/name[Kind]</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}[{Kind}]";
}
