using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes Services.</summary>
internal static class ServiceObjects
{
    public static readonly string[] Paths =
        ["spec.selector", "spec.ports", "spec.clusterIP", "spec.clusterIPs", "spec.type", "spec.publishNotReadyAddresses"];

    public static ManifestObject Decode(Tree root, DecodingContext context)
    {
        var metadata = Metadata.Decode(root, namespaced: true, context);
        var spec = root.Field("spec");
        // An ExternalName Service is a DNS alias: whatever else it says, no pods are behind it.
        var isAlias = spec.Field("type").String() == "ExternalName";
        var service = new Service(
            metadata.Key,
            isAlias ? null : Selector(spec.Field("selector")),
            [.. spec.Field("ports").List().Select(Port)],
            isAlias ? [] : ClusterAddresses(spec))
        {
            PublishesNotReady = spec.Field("publishNotReadyAddresses").Flag(),
        };
        return new ManifestObject("Service", metadata.Key, service);
    }

    private static LabelSelector? Selector(Tree? selector)
    {
        var labels = selector.Pairs();
        return labels.Length == 0
            ? null
            : LabelSelector.MatchLabels([.. labels.Select(label => (label.Key, label.Value.String() ?? ""))]);
    }

    private static ServicePort Port(Tree port)
    {
        var number = PortFields.Required(port, "port");
        var target = port.Field("targetPort");
        var name = target is { Kind: TreeKind.Text, Text.Length: > 0 } ? target.Text : null;
        // The API server turns a missing target, 0 and "" into the port itself.
        var isDefault = target is null or { Kind: TreeKind.Text, Text: "" } or { Kind: TreeKind.Number, Text: "0" };
        return new ServicePort(
            port.Field("name").String(),
            PortFields.Protocol(port.Field("protocol")),
            number,
            isDefault ? number : name is null ? PortFields.Number(target) : null,
            name);
    }

    // A headless Service says None where its address would stand.
    private static ImmutableArray<IpAddress> ClusterAddresses(Tree? spec)
    {
        var many = spec.Field("clusterIPs").List();
        return many.Length > 0 ? Addresses.Decode(many) : Addresses.Decode([spec.Field("clusterIP")]);
    }
}
