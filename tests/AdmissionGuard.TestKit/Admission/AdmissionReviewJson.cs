using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>An <c>AdmissionReview</c> as kube-apiserver sends it: the fields in its order, and a newline at the end.</summary>
internal static class AdmissionReviewJson
{
    /// <summary>The bytes of a review.</summary>
    public static byte[] Write(AdmissionRequest request, string uid)
    {
        var review = new JsonObject
        {
            ["kind"] = "AdmissionReview",
            ["apiVersion"] = "admission.k8s.io/v1",
            ["request"] = Request(request, uid),
        };
        return [.. ObjectJson.Write(review), (byte)'\n'];
    }

    private static JsonObject Request(AdmissionRequest request, string uid)
    {
        var kind = request.Kind;
        var json = new JsonObject { ["uid"] = uid, ["kind"] = KindOf(kind), ["resource"] = ResourceOf(kind) };
        Add(json, "subResource", request.Subresource);
        json["requestKind"] = KindOf(kind);
        json["requestResource"] = ResourceOf(kind);
        Add(json, "requestSubResource", request.Subresource);
        Add(json, "name", request.Name);
        Add(json, "namespace", request.Namespace);
        json["operation"] = request.Operation;
        json["userInfo"] = UserInfo(request.User);
        json["object"] = request.Object?.DeepClone();
        json["oldObject"] = request.OldObject?.DeepClone();
        json["dryRun"] = request.DryRun;
        json["options"] = request.Options.DeepClone();
        return json;
    }

    private static JsonObject KindOf(ResourceKind kind) =>
        new() { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind };

    private static JsonObject ResourceOf(ResourceKind kind) =>
        new() { ["group"] = kind.Group, ["version"] = kind.Version, ["resource"] = kind.Plural };

    private static JsonObject UserInfo(ApiUser user)
    {
        var json = new JsonObject { ["username"] = user.Name };
        Add(json, "uid", user.Uid);
        json["groups"] = new JsonArray([.. user.AllGroups.Select(group => JsonValue.Create(group))]);
        if (user.Extra.Count > 0)
        {
            json["extra"] = new JsonObject(user.Extra.Select(
                pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonArray([.. pair.Value.Select(value => JsonValue.Create(value))]))));
        }

        return json;
    }

    private static void Add(JsonObject json, string name, string value)
    {
        if (value.Length > 0)
        {
            json[name] = value;
        }
    }
}
