using static AdmissionGuard.TestKit.Objects.Shapes.Shape;

namespace AdmissionGuard.TestKit.Objects.Shapes;

/// <summary>networking.k8s.io/v1: no list of a NetworkPolicy has a merge key, and its selectors are replaced as a whole.</summary>
internal static class NetworkPolicyShapes
{
    private static readonly Shape Port = Structure(
        "v1.NetworkPolicyPort",
        Text.Optional("protocol"),
        IntegerOrText.Optional("port"),
        Integer.Optional("endPort"));

    private static readonly Shape Peer = Structure(
        "v1.NetworkPolicyPeer",
        MetadataShapes.LabelSelector.Optional("podSelector"),
        MetadataShapes.LabelSelector.Optional("namespaceSelector"),
        Structure("v1.IPBlock", Text.Always("cidr"), List(Text).Named("except")).Optional("ipBlock"));

    private static readonly Shape Spec = Structure(
        "v1.NetworkPolicySpec",
        MetadataShapes.LabelSelector.Always("podSelector"),
        List(Structure("v1.NetworkPolicyIngressRule", List(Port).Named("ports"), List(Peer).Named("from"))).Named("ingress"),
        List(Structure("v1.NetworkPolicyEgressRule", List(Port).Named("ports"), List(Peer).Named("to"))).Named("egress"),
        List(Text).Named("policyTypes"));

    public static readonly Shape NetworkPolicy = MetadataShapes.Object("v1.NetworkPolicy", Spec.Always("spec"));
}
