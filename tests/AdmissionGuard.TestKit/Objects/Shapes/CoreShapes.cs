using static AdmissionGuard.TestKit.Objects.Shapes.Shape;

namespace AdmissionGuard.TestKit.Objects.Shapes;

/// <summary>Namespaces, Services and Nodes.</summary>
internal static class CoreShapes
{
    private static readonly Shape Conditions = Keyed(MetadataShapes.Condition, "type");

    public static readonly Shape Namespace = MetadataShapes.Object(
        "v1.Namespace",
        Structure("v1.NamespaceSpec", List(Text).Named("finalizers")).Always("spec"),
        Structure("v1.NamespaceStatus", Text.Named("phase"), Conditions.Named("conditions")).Always("status"));

    private static readonly Shape ServicePort = Structure(
        "v1.ServicePort",
        Text.Named("name"),
        Text.Named("protocol"),
        Text.Optional("appProtocol"),
        Integer.Always("port"),
        IntegerOrText.Optional("targetPort"),
        Integer.Named("nodePort"));

    private static readonly Shape ServiceSpec = Structure(
        "v1.ServiceSpec",
        Keyed(ServicePort, "port", "protocol").Named("ports"),
        (Texts with { IsAtomic = true }).Named("selector"),
        Text.Named("clusterIP"),
        List(Text).Named("clusterIPs"),
        Text.Named("type"),
        List(Text).Named("externalIPs"),
        Text.Named("sessionAffinity"),
        Text.Named("loadBalancerIP"),
        List(Text).Named("loadBalancerSourceRanges"),
        Text.Named("externalName"),
        Text.Named("externalTrafficPolicy"),
        Integer.Named("healthCheckNodePort"),
        Flag.Named("publishNotReadyAddresses"),
        Any.Optional("sessionAffinityConfig"),
        List(Text).Named("ipFamilies"),
        Text.Optional("ipFamilyPolicy"),
        Flag.Optional("allocateLoadBalancerNodePorts"),
        Text.Optional("loadBalancerClass"),
        Text.Optional("internalTrafficPolicy"),
        Text.Optional("trafficDistribution"));

    public static readonly Shape Service = MetadataShapes.Object(
        "v1.Service",
        ServiceSpec.Always("spec"),
        Structure(
            "v1.ServiceStatus",
            Structure("v1.LoadBalancerStatus", List(Any).Named("ingress")).Always("loadBalancer"),
            Conditions.Named("conditions")).Always("status"));

    public static readonly Shape Node = MetadataShapes.Object(
        "v1.Node",
        (Structure("v1.NodeSpec", Text.Named("podCIDR"), Set().Named("podCIDRs"), Text.Named("providerID"), Flag.Named("unschedulable"))
            with
        { IsOpen = true }).Always("spec"),
        (Structure(
            "v1.NodeStatus",
            Any.Optional("capacity"),
            Any.Optional("allocatable"),
            Text.Named("phase"),
            Conditions.Named("conditions"),
            (Keyed(Structure("v1.NodeAddress", Text.Always("type"), Text.Always("address")), "type") with { IsAtomic = true })
                .Named("addresses")) with
        { IsOpen = true }).Always("status"));

    private static readonly Shape MatchCondition = Structure("v1.MatchCondition", Text.Always("name"), Text.Always("expression"));

    private static readonly Shape Webhook = Structure(
        "v1.Webhook",
        Text.Always("name"),
        (Structure("v1.WebhookClientConfig") with { IsOpen = true }).Always("clientConfig"),
        List(Any).Named("rules"),
        Text.Optional("failurePolicy"),
        Text.Optional("matchPolicy"),
        MetadataShapes.LabelSelector.Optional("namespaceSelector"),
        MetadataShapes.LabelSelector.Optional("objectSelector"),
        Text.Optional("sideEffects"),
        Integer.Optional("timeoutSeconds"),
        List(Text).Always("admissionReviewVersions"),
        Keyed(MatchCondition, "name").Named("matchConditions")) with
    { IsOpen = true };

    public static readonly Shape WebhookConfiguration =
        MetadataShapes.Object("v1.WebhookConfiguration", Keyed(Webhook, "name").Named("webhooks"));
}
