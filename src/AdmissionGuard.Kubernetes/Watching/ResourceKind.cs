using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>A kind of object that the live state holds: where the API server has it, and how it is decoded.</summary>
public sealed class ResourceKind<T>
    where T : class
{
    private readonly Func<Tree, DecodingContext, ManifestObject> _decode;

    internal ResourceKind(
        string name, string apiVersion, string kind, bool isNamespaced, Fields fields, Func<Tree, DecodingContext, ManifestObject> decode)
    {
        (Name, ApiVersion, Kind, IsNamespaced, Fields, _decode) = (name, apiVersion, kind, isNamespaced, fields, decode);
        Path = $"{Root}/{name}";
    }

    /// <summary>The resource, in the plural and small letters: <c>networkpolicies</c>.</summary>
    public string Name { get; }

    /// <summary>Group and version: <c>networking.k8s.io/v1</c>.</summary>
    public string ApiVersion { get; }

    /// <summary>The kind: <c>NetworkPolicy</c>.</summary>
    public string Kind { get; }

    /// <summary>The path of all objects of this kind: <c>/apis/networking.k8s.io/v1/networkpolicies</c>.</summary>
    public string Path { get; }

    private string Root => ApiVersion.Contains('/') ? $"/apis/{ApiVersion}" : $"/api/{ApiVersion}";

    /// <summary>The path of the objects of one namespace: <c>/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies</c>.</summary>
    public string PathIn(string place) => $"{Root}/namespaces/{Uri.EscapeDataString(place)}/{Name}";

    /// <summary>Whether the objects are in namespaces.</summary>
    public bool IsNamespaced { get; }

    /// <summary>The fields that <see cref="Decode"/> reads.</summary>
    internal Fields Fields { get; }

    /// <summary>Whether an object is of this kind, as far as it says so.</summary>
    internal bool Is(in ObjectHead head) => (head.Kind ?? Kind) == Kind && (head.ApiVersion ?? ApiVersion) == ApiVersion;

    /// <summary>A decoder that does without the tree, where there is one.</summary>
    internal FastDecoder<T>? Fast { get; init; }

    internal T Decode(Tree tree, DecodingContext context) => (T)_decode(tree, context).Value;
}

/// <summary>Decodes an object without a tree; null when it takes one.</summary>
internal delegate T? FastDecoder<T>(ReadOnlySpan<byte> utf8, in ObjectHead head, DecodingContext context)
    where T : class;

/// <summary>The kinds that say something about network traffic, decoded as manifests are: live cluster and dump mean the same.</summary>
public static class ResourceKinds
{
    /// <summary>Namespaces.</summary>
    public static ResourceKind<Namespace> Namespaces { get; } =
        Of<Namespace>("namespaces", "Namespace", isNamespaced: false);

    /// <summary>Pods.</summary>
    public static ResourceKind<Pod> Pods { get; } = Of<Pod>("pods", "Pod", isNamespaced: true, PodReader.Decode);

    /// <summary>Pods with <see cref="Pod.Runtime"/>, for whoever probes.</summary>
    public static ResourceKind<Pod> ProbedPods { get; } =
        new("pods", "v1", "Pod", isNamespaced: true, Kinds.ProbedPod.Fields, Kinds.ProbedPod.Decode);

    /// <summary>Services.</summary>
    public static ResourceKind<Service> Services { get; } = Of<Service>("services", "Service", isNamespaced: true);

    /// <summary>Nodes.</summary>
    public static ResourceKind<Node> Nodes { get; } = Of<Node>("nodes", "Node", isNamespaced: false);

    /// <summary>NetworkPolicies.</summary>
    // Of the managed fields only what tells who wrote the spec; a manifest is read whole because its author may have misspelt a field.
    public static ResourceKind<NetworkPolicy> NetworkPolicies { get; } = new(
        "networkpolicies",
        "networking.k8s.io/v1",
        "NetworkPolicy",
        isNamespaced: true,
        Fields.Of(
        [
            .. Metadata.Paths, "metadata.uid", "metadata.annotations", "metadata.managedFields.operation",
            "metadata.managedFields.fieldsV1.f:spec", "spec",
        ]),
        PolicyObjects.Decode);

    /// <summary>ValidatingWebhookConfigurations.</summary>
    public static ResourceKind<ApiCallout> ValidatingWebhookConfigurations { get; } =
        Of<ApiCallout>("validatingwebhookconfigurations", "ValidatingWebhookConfiguration", isNamespaced: false);

    /// <summary>MutatingWebhookConfigurations.</summary>
    public static ResourceKind<ApiCallout> MutatingWebhookConfigurations { get; } =
        Of<ApiCallout>("mutatingwebhookconfigurations", "MutatingWebhookConfiguration", isNamespaced: false);

    /// <summary>APIServices.</summary>
    public static ResourceKind<ApiCallout> ApiServices { get; } = Of<ApiCallout>("apiservices", "APIService", isNamespaced: false);

    /// <summary>Everything by which the API server calls pods.</summary>
    public static IReadOnlyList<ResourceKind<ApiCallout>> Callouts { get; } =
        [ValidatingWebhookConfigurations, MutatingWebhookConfigurations, ApiServices];

    /// <summary>A kind whose objects are read as JSON into a type of one's own, such as that of a CustomResourceDefinition.</summary>
    /// <param name="name">The resource, in the plural and small letters.</param>
    /// <param name="apiVersion">Group and version.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="isNamespaced">Whether the objects are in namespaces.</param>
    /// <param name="type">How they are read; an object that does not fit cannot be decoded, and the rest goes on.</param>
    public static ResourceKind<T> OfJson<T>(string name, string apiVersion, string kind, bool isNamespaced, JsonTypeInfo<T> type)
        where T : class => new(
            name, apiVersion, kind, isNamespaced, Fields.None, (_, _) => throw new InvalidOperationException($"a {kind} is read without a tree"))
        {
            Fast = (utf8, in _, _) => Read(utf8, kind, type),
        };

    private static T Read<T>(ReadOnlySpan<byte> utf8, string kind, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new BadInputException(default(Mark), $"null is no {kind}");
        }
        catch (JsonException e)
        {
            throw new BadInputException(default(Mark), $"{e.Path}: {e.Message}");
        }
    }

    private static ResourceKind<T> Of<T>(string name, string kind, bool isNamespaced, FastDecoder<T>? fast = null)
        where T : class
    {
        var apiVersion = Kinds.ApiVersion(kind);
        var reader = Kinds.Find(apiVersion, kind)!;
        return new ResourceKind<T>(name, apiVersion, kind, isNamespaced, reader.Fields, reader.Decode) { Fast = fast };
    }
}
