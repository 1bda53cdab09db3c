using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes the objects that belong to no namespace.</summary>
internal static class ClusterObjects
{
    public static ManifestObject DecodeNamespace(Tree root, DecodingContext context)
    {
        var metadata = Metadata.Decode(root, namespaced: false, context);
        var name = metadata.Key.Name;
        // The API server sets this label itself and refuses another value.
        var labels = metadata.Labels.With(Namespace.NameLabel, name);
        return new ManifestObject("Namespace", metadata.Key, new Namespace(name, labels, metadata.IsTerminating));
    }

    public static ManifestObject DecodeNode(Tree root, DecodingContext context)
    {
        var metadata = Metadata.Decode(root, namespaced: false, context);
        var addresses = root.Field("status").Field("addresses").List()
            .Where(address => address.Field("type").String() is "InternalIP" or "ExternalIP")
            .Select(address => address.Field("address"));
        return new ManifestObject("Node", metadata.Key, new Node(metadata.Key.Name, Addresses.Decode(addresses)));
    }
}
