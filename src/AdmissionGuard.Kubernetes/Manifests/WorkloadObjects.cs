using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes the controllers that make pods from a template.</summary>
internal static class WorkloadObjects
{
    /// <summary>How to read a workload's kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="template">The path of its pod template.</param>
    public static KindReader Reader(string kind, string template)
    {
        var fields = Fields.Of(
        [
            .. Metadata.Paths, "metadata.ownerReferences", "spec.replicas", "status.completionTime", "status.conditions",
            $"{template}.metadata", .. PodObjects.SpecPaths.Select(path => $"{template}.spec.{path}"),
        ]);
        var path = template.Split('.');
        return new KindReader(fields, (root, context) => Decode(kind, root, path, context));
    }

    private static ManifestObject Decode(string kind, Tree root, string[] path, DecodingContext context)
    {
        var metadata = Metadata.Decode(root, namespaced: true, context);
        var self = new Workload(metadata.Key.Namespace, metadata.Key.Name, kind);
        var workload = (kind, Metadata.Owner(root)) switch
        {
            ("ReplicaSet", ("Deployment", { } owner)) => new Workload(self.Namespace, owner, "Deployment"),
            ("Job", ("CronJob", { } owner)) => new Workload(self.Namespace, owner, "CronJob"),
            _ => self,
        };
        var template = path.Aggregate((Tree?)root, (tree, key) => tree.Field(key));
        var makesPods = root.Field("spec").Field("replicas").Integer() != 0 && !(kind == "Job" && IsFinished(root));
        var pod = PodOf(workload, template, context);
        return new ManifestObject(kind, metadata.Key, new WorkloadObject(self, workload, pod with { IsTerminal = !makesPods }));
    }

    private static Pod PodOf(Workload workload, Tree? template, DecodingContext context)
    {
        var pod = new Pod
        {
            Key = new ObjectKey(workload.Namespace, workload.Name),
            Labels = Metadata.DecodeLabels(template.Field("metadata").Field("labels"), context),
            Workload = workload,
            IsRepresentative = true,
        };
        return PodObjects.WithSpec(pod, template.Field("spec"), context);
    }

    private static bool IsFinished(Tree root)
    {
        var status = root.Field("status");
        return status.Field("completionTime") is not null || Array.Exists(
            status.Field("conditions").List(),
            condition => condition.Field("type").String() is "Complete" or "Failed" && condition.Field("status").String() == "True");
    }
}
