using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>A kind of object that the live state holds: where the API server has it, and how it is decoded.</summary>
public sealed class ResourceKind<T>
    where T : class
{
    private readonly Func<Tree, DecodingContext, ManifestObject> _decode;

    internal ResourceKind(
        string name, string kind, string path, bool isNamespaced, Fields fields, Func<Tree, DecodingContext, ManifestObject> decode)
    {
        (Name, Kind, Path, IsNamespaced, Fields, _decode) = (name, kind, path, isNamespaced, fields, decode);
    }

    /// <summary>The resource, in the plural and small letters: <c>networkpolicies</c>.</summary>
    public string Name { get; }

    /// <summary>The kind: <c>NetworkPolicy</c>.</summary>
    public string Kind { get; }

    /// <summary>The path of all objects of this kind: <c>/apis/networking.k8s.io/v1/networkpolicies</c>.</summary>
    public string Path { get; }

    /// <summary>Whether the objects are in namespaces.</summary>
    public bool IsNamespaced { get; }

    /// <summary>The fields that <see cref="Decode"/> reads.</summary>
    internal Fields Fields { get; }

    internal T Decode(Tree tree, DecodingContext context) => (T)_decode(tree, context).Value;
}

/// <summary>The kinds that say something about network traffic, decoded as manifests are, so that a live cluster and a dump mean the same.</summary>
public static class ResourceKinds
{
    /// <summary>Namespaces.</summary>
    public static ResourceKind<Namespace> Namespaces { get; } =
        Of<Namespace>("namespaces", "Namespace", "/api/v1/namespaces", isNamespaced: false);

    /// <summary>Pods.</summary>
    public static ResourceKind<Pod> Pods { get; } = Of<Pod>("pods", "Pod", "/api/v1/pods", isNamespaced: true);

    /// <summary>Services.</summary>
    public static ResourceKind<Service> Services { get; } = Of<Service>("services", "Service", "/api/v1/services", isNamespaced: true);

    /// <summary>Nodes.</summary>
    public static ResourceKind<Node> Nodes { get; } = Of<Node>("nodes", "Node", "/api/v1/nodes", isNamespaced: false);

    /// <summary>NetworkPolicies.</summary>
    // Of the managed fields only what tells who wrote the spec; a manifest is read whole because its author may have misspelt a field.
    public static ResourceKind<NetworkPolicy> NetworkPolicies { get; } = new(
        "networkpolicies",
        "NetworkPolicy",
        "/apis/networking.k8s.io/v1/networkpolicies",
        isNamespaced: true,
        Fields.Of(
        [
            .. Metadata.Paths, "metadata.uid", "metadata.annotations", "metadata.managedFields.operation",
            "metadata.managedFields.fieldsV1.f:spec", "spec",
        ]),
        PolicyObjects.Decode);

    private static ResourceKind<T> Of<T>(string name, string kind, string path, bool isNamespaced)
        where T : class
    {
        var reader = Kinds.Find("v1", kind)!;
        return new ResourceKind<T>(name, kind, path, isNamespaced, reader.Fields, reader.Decode);
    }
}
