using static AdmissionGuard.TestKit.Objects.Shapes.Shape;

namespace AdmissionGuard.TestKit.Objects.Shapes;

/// <summary>Pods, with every list that is merged by a key; fields that nobody here needs to know pass as they are.</summary>
internal static class PodShapes
{
    private static readonly Shape ContainerPort = Structure(
        "v1.ContainerPort",
        Text.Named("name"),
        Integer.Named("hostPort"),
        Integer.Always("containerPort"),
        Text.Named("protocol"),
        Text.Named("hostIP"));

    private static readonly Shape Named = Structure("v1.LocalObjectReference", Text.Always("name")) with { IsOpen = true };

    private static readonly Shape Container = Structure(
        "v1.Container",
        Text.Always("name"),
        Text.Named("image"),
        List(Text).Named("command"),
        List(Text).Named("args"),
        Text.Named("workingDir"),
        (Keyed(ContainerPort, "containerPort", "protocol")).Named("ports"),
        List(Any).Named("envFrom"),
        Keyed(Structure("v1.EnvVar", Text.Always("name"), Text.Named("value"), Any.Optional("valueFrom")), "name").Named("env"),
        (Structure("v1.ResourceRequirements") with { IsOpen = true }).Always("resources"),
        Keyed(
            Structure("v1.VolumeMount", Text.Always("name"), Flag.Named("readOnly"), Text.Always("mountPath")) with { IsOpen = true },
            "mountPath").Named("volumeMounts"),
        Keyed(Structure("v1.VolumeDevice", Text.Always("name"), Text.Always("devicePath")), "devicePath").Named("volumeDevices"),
        Any.Optional("livenessProbe"),
        Any.Optional("readinessProbe"),
        Any.Optional("startupProbe"),
        Any.Optional("lifecycle"),
        Text.Named("terminationMessagePath"),
        Text.Named("terminationMessagePolicy"),
        Text.Named("imagePullPolicy"),
        Any.Optional("securityContext")) with
    { IsOpen = true };

    /// <summary>A pod's spec, which templates have too.</summary>
    public static readonly Shape Spec = Structure(
        "v1.PodSpec",
        Keyed(Named, "name").Named("volumes"),
        Keyed(Container, "name").Named("initContainers"),
        Keyed(Container, "name").Always("containers"),
        Keyed(Container, "name").Named("ephemeralContainers"),
        Text.Named("restartPolicy"),
        Integer.Optional("terminationGracePeriodSeconds"),
        Integer.Optional("activeDeadlineSeconds"),
        Text.Named("dnsPolicy"),
        (Texts with { IsAtomic = true }).Named("nodeSelector"),
        Text.Named("serviceAccountName"),
        Text.Named("serviceAccount"),
        Flag.Optional("automountServiceAccountToken"),
        Text.Named("nodeName"),
        Flag.Named("hostNetwork"),
        Flag.Named("hostPID"),
        Flag.Named("hostIPC"),
        Any.Optional("securityContext"),
        Keyed(Named, "name").Named("imagePullSecrets"),
        Text.Named("hostname"),
        Text.Named("subdomain"),
        Any.Optional("affinity"),
        Text.Named("schedulerName"),
        List(Any).Named("tolerations"),
        Keyed(Structure("v1.HostAlias", Text.Always("ip"), List(Text).Named("hostnames")), "ip").Named("hostAliases"),
        Text.Named("priorityClassName"),
        Integer.Optional("priority"),
        Any.Optional("dnsConfig"),
        List(Any).Named("readinessGates"),
        Text.Optional("runtimeClassName"),
        Flag.Optional("enableServiceLinks"),
        Text.Optional("preemptionPolicy"),
        Any.Optional("overhead"),
        Keyed(Any, "topologyKey", "whenUnsatisfiable").Named("topologySpreadConstraints")) with
    { IsOpen = true };

    private static readonly Shape Address = Structure("v1.PodIP", Text.Always("ip"));

    private static readonly Shape Status = Structure(
        "v1.PodStatus",
        Integer.Named("observedGeneration"),
        Text.Named("phase"),
        Keyed(MetadataShapes.Condition, "type").Named("conditions"),
        Text.Named("message"),
        Text.Named("reason"),
        Text.Named("nominatedNodeName"),
        Text.Named("hostIP"),
        (List(Address) with { MergeKey = "ip" }).Named("hostIPs"),
        Text.Named("podIP"),
        Keyed(Address, "ip").Named("podIPs"),
        Text.Optional("startTime"),
        List(Any).Named("initContainerStatuses"),
        List(Any).Named("containerStatuses"),
        Text.Named("qosClass")) with
    { IsOpen = true };

    public static readonly Shape Pod = MetadataShapes.Object("v1.Pod", Spec.Always("spec"), Status.Always("status"));
}
