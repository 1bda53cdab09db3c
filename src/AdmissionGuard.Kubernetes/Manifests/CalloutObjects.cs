using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes the objects by which the API server calls pods.</summary>
internal static class CalloutObjects
{
    private const int DefaultPort = 443;

    /// <summary>What of a webhook configuration is read: certificates and rules of a hundred webhooks are not.</summary>
    public static readonly string[] WebhookPaths = ["webhooks.failurePolicy", "webhooks.clientConfig.service"];

    /// <summary>A ValidatingWebhookConfiguration or a MutatingWebhookConfiguration.</summary>
    public static Func<Tree, DecodingContext, ManifestObject> Webhooks(string kind) => (root, context) =>
    {
        var key = Metadata.Decode(root, namespaced: false, context).Key;
        var targets = root.Field("webhooks").List()
            // "failurePolicy […] Defaults to Fail."
            .Select(webhook => Target(webhook.Field("clientConfig").Field("service"), webhook.Field("failurePolicy").String() != "Ignore"));
        return new ManifestObject(kind, key, new ApiCallout(kind, key.Name, [.. targets.OfType<CalloutTarget>()]));
    };

    /// <summary>An APIService; one without a Service is the API server's own.</summary>
    public static ManifestObject DecodeApiService(Tree root, DecodingContext context)
    {
        var key = Metadata.Decode(root, namespaced: false, context).Key;
        var target = Target(root.Field("spec").Field("service"), failsRequests: true);
        return new ManifestObject("APIService", key, new ApiCallout("APIService", key.Name, target is null ? [] : [target]));
    }

    private static CalloutTarget? Target(Tree? service, bool failsRequests) =>
        service.Field("namespace").String() is { } place && service.Field("name").String() is { } name
            ? new CalloutTarget(new ObjectKey(place, name), PortFields.Number(service.Field("port")) ?? DefaultPort, failsRequests)
            : null;
}
