using static AdmissionGuard.TestKit.Objects.Shapes.Shape;

namespace AdmissionGuard.TestKit.Objects.Shapes;

/// <summary>What makes pods: described only for the sake of their templates, so that a patch of a container changes that one.</summary>
internal static class WorkloadShapes
{
    private static readonly Shape Status =
        Structure("v1.Status", Keyed(MetadataShapes.Condition, "type").Named("conditions")) with { IsOpen = true };

    /// <summary>A Deployment, ReplicaSet, StatefulSet, DaemonSet or Job.</summary>
    public static readonly Shape Workload = MetadataShapes.Object("v1.Workload", Spec().Always("spec"), Status.Always("status"));

    /// <summary>A CronJob.</summary>
    public static readonly Shape CronJob = MetadataShapes.Object(
        "v1.CronJob",
        (Structure("v1.CronJobSpec", Structure("v1.JobTemplateSpec", Any.Optional("metadata"), Spec().Always("spec")).Always("jobTemplate"))
            with
        { IsOpen = true }).Always("spec"),
        Status.Always("status"));

    private static Shape Spec() => Structure(
        "v1.WorkloadSpec",
        MetadataShapes.LabelSelector.Optional("selector"),
        Structure("v1.PodTemplateSpec", Any.Optional("metadata"), PodShapes.Spec.Always("spec")).Always("template")) with
    { IsOpen = true };
}
