using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Pods for the workloads that a manifest holds without any pods of theirs.</summary>
internal static class Representatives
{
    // Two, so that traffic inside the workload is seen.
    private const int Each = 2;

    public static IEnumerable<Pod> Of(IReadOnlyList<WorkloadObject> workloads, IReadOnlyCollection<Pod> pods)
    {
        var settled = pods.Select(pod => pod.Workload).ToHashSet();
        // A ReplicaSet's pods without their hash, or a Job that was made by hand from its CronJob: the object knows whose it is.
        settled.UnionWith(workloads.Where(workload => settled.Contains(workload.Self)).Select(workload => workload.Workload).ToList());
        var names = pods.Select(pod => pod.Key).ToHashSet();
        // A Deployment speaks for its ReplicaSets, a CronJob for its Jobs, even when it says that it has no pods.
        var owners = workloads.Where(workload => workload.Self == workload.Workload).Select(workload => workload.Self).ToHashSet();
        foreach (var workload in workloads)
        {
            var isOwned = workload.Self != workload.Workload;
            if ((isOwned && (workload.Template.IsTerminal || owners.Contains(workload.Workload))) || !settled.Add(workload.Workload))
            {
                continue;
            }

            // Of one that is scaled to none, or has done its work, only the labels are wanted: a policy for it is no mistake.
            for (var i = 0; i < (workload.Template.IsTerminal ? 1 : Each); i++)
            {
                var key = Free(workload.Workload, i, names);
                yield return workload.Template with { Key = key, Labels = Labels(workload, key.Name, i) };
            }
        }
    }

    // The StatefulSet controller labels each pod with its name and number, and policies may select a single one by them.
    private static Labels Labels(WorkloadObject workload, string pod, int index) => workload.Workload.Kind == "StatefulSet"
        ? workload.Template.Labels.With("statefulset.kubernetes.io/pod-name", pod).With("apps.kubernetes.io/pod-index", $"{index}")
        : workload.Template.Labels;

    // A Deployment and a StatefulSet may share a name.
    private static ObjectKey Free(Workload workload, int index, HashSet<ObjectKey> names)
    {
        var key = new ObjectKey(workload.Namespace, $"{workload.Name}-{index}");
        while (!names.Add(key))
        {
            key = key with { Name = $"{workload.Name}-{workload.Kind.ToLowerInvariant()}-{index++}" };
        }

        return key;
    }
}
