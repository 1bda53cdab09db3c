namespace AdmissionGuard.TestKit.Discovery;

/// <summary>A type of the API.</summary>
internal sealed record OpenApiType(string Name, string Description, params IReadOnlyList<OpenApiField> Fields);

/// <summary>A field of a type.</summary>
/// <param name="Name">As in JSON.</param>
/// <param name="Type">A scalar, a type's name, or one of both after <c>[]</c> or <c>map</c>.</param>
/// <param name="Description">For <c>kubectl explain</c>.</param>
/// <param name="MergeKey">What strategic merging finds an element by; empty where it replaces the list.</param>
internal sealed record OpenApiField(string Name, string Type, string Description, string MergeKey = "")
{
    /// <summary>What makes an element unique on the server.</summary>
    public IReadOnlyList<string> MapKeys { get; init; } = [MergeKey];
}

/// <summary>The types that manifests of policies and what surrounds them are made of; the rest of the API is not described.</summary>
internal static class OpenApiTypes
{
    public static readonly IReadOnlyList<OpenApiType> All =
    [
        new("ObjectMeta", "Metadata that all persisted resources must have.",
            new("name", "string", "Unique within a namespace."),
            new("generateName", "string", "A prefix for a name that the server completes."),
            new("namespace", "string", "The space within which each name must be unique."),
            new("uid", "string", "Unique in time and space."),
            new("resourceVersion", "string", "The internal version of this object."),
            new("generation", "int64", "A sequence number of the desired state."),
            new("creationTimestamp", "string", "When the object was created."),
            new("deletionTimestamp", "string", "When the object will be deleted."),
            new("deletionGracePeriodSeconds", "int64", "How long the object may take to end."),
            new("labels", "map string", "Keys and values that organize and select objects."),
            new("annotations", "map string", "Keys and values that tools set."),
            new("ownerReferences", "[]OwnerReference", "What this object depends on.", "uid"),
            new("finalizers", "[]string", "What must happen before the object is deleted."),
            new("managedFields", "[]any", "Which manager set which fields.")),
        new("OwnerReference", "What an object depends on.",
            new("apiVersion", "string", "Of the owner."),
            new("kind", "string", "Of the owner."),
            new("name", "string", "Of the owner."),
            new("uid", "string", "Of the owner."),
            new("controller", "boolean", "Whether the owner manages the object."),
            new("blockOwnerDeletion", "boolean", "Whether the owner waits for the object to go.")),
        new("LabelSelector", "A label query; empty matches all objects, null none.",
            new("matchLabels", "map string", "Keys and values that must all be there."),
            new("matchExpressions", "[]LabelSelectorRequirement", "Requirements that must all be met.")),
        new("LabelSelectorRequirement", "A key, an operator and values.",
            new("key", "string", "The label key."),
            new("operator", "string", "In, NotIn, Exists or DoesNotExist."),
            new("values", "[]string", "What In and NotIn compare with.")),
        new("NetworkPolicySpec", "Which pods a policy selects and what it allows them.",
            new("podSelector", "LabelSelector", "Selects the pods to which this policy applies; empty selects all in its namespace."),
            new("policyTypes", "[]string", "Which directions the policy is about: Ingress, Egress or both."),
            new("ingress", "[]NetworkPolicyIngressRule", "What may come in; empty isolates the pods."),
            new("egress", "[]NetworkPolicyEgressRule", "What may go out; empty isolates the pods if policyTypes holds Egress.")),
        new("NetworkPolicyIngressRule", "Traffic that matches ports and from.",
            new("from", "[]NetworkPolicyPeer", "Sources; empty matches all."),
            new("ports", "[]NetworkPolicyPort", "Ports on the selected pods; empty matches all.")),
        new("NetworkPolicyEgressRule", "Traffic that matches ports and to.",
            new("to", "[]NetworkPolicyPeer", "Destinations; empty matches all."),
            new("ports", "[]NetworkPolicyPort", "Destination ports; empty matches all.")),
        new("NetworkPolicyPeer", "Who the other end is.",
            new("podSelector", "LabelSelector", "Pods, in the policy's namespace or in those of namespaceSelector."),
            new("namespaceSelector", "LabelSelector", "Namespaces."),
            new("ipBlock", "IPBlock", "Addresses; neither of the other fields can be set.")),
        new("NetworkPolicyPort", "A port to allow traffic on.",
            new("protocol", "string", "TCP, UDP or SCTP; TCP by default."),
            new("port", "int-or-string", "A number, or a pod port's name; all when missing."),
            new("endPort", "int32", "The last port of a range that port begins.")),
        new("IPBlock", "A range of addresses.",
            new("cidr", "string", "As in 192.168.1.0/24 or 2001:db8::/64."),
            new("except", "[]string", "Ranges inside that are left out.")),
        new("ServiceSpec", "What a Service is.",
            new("type", "string", "ClusterIP, NodePort, LoadBalancer or ExternalName."),
            new("selector", "map string", "Labels of the pods that traffic goes to."),
            new("ports", "[]ServicePort", "The ports.", "port") { MapKeys = ["port", "protocol"] },
            new("clusterIP", "string", "The address, None or empty."),
            new("clusterIPs", "[]string", "The addresses."),
            new("externalIPs", "[]string", "Addresses that others route here."),
            new("externalName", "string", "What the name stands for."),
            new("externalTrafficPolicy", "string", "Cluster or Local."),
            new("internalTrafficPolicy", "string", "Cluster or Local."),
            new("ipFamilies", "[]string", "IPv4, IPv6."),
            new("ipFamilyPolicy", "string", "SingleStack, PreferDualStack or RequireDualStack."),
            new("publishNotReadyAddresses", "boolean", "Whether readiness is ignored."),
            new("sessionAffinity", "string", "ClientIP or None.")),
        new("ServicePort", "A port of a Service.",
            new("name", "string", "Of the port."),
            new("protocol", "string", "TCP, UDP or SCTP."),
            new("appProtocol", "string", "The application's protocol."),
            new("port", "int32", "The port that is exposed."),
            new("targetPort", "int-or-string", "The pods' port."),
            new("nodePort", "int32", "The nodes' port.")),
        new("NamespaceSpec", "What a namespace wants.",
            new OpenApiField("finalizers", "[]string", "What must happen before it is gone.")),
    ];

    /// <summary>The kinds that are made of them, by group and resource. Others, pods among them, clients know better.</summary>
    public static readonly IReadOnlyDictionary<string, OpenApiType> Kinds = new Dictionary<string, OpenApiType>(StringComparer.Ordinal)
    {
        ["networkpolicies.networking.k8s.io"] = new(
            "",
            "NetworkPolicy describes what network traffic is allowed for a set of Pods",
            new OpenApiField("spec", "NetworkPolicySpec", "The desired behaviour.")),
        ["services"] = new(
            "",
            "Service is a name for pods and for how to reach them.",
            new OpenApiField("spec", "ServiceSpec", "The desired behaviour."),
            new OpenApiField("status", "any", "What was observed.")),
        ["namespaces"] = new(
            "",
            "Namespace provides a scope for names.",
            new OpenApiField("spec", "NamespaceSpec", "The desired behaviour."),
            new OpenApiField("status", "any", "What was observed.")),
    };
}
