using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Objects.Validation;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>What stands between an object and the store: the kind's rules, then the webhooks.</summary>
internal sealed class WriteChecks(WebhookAdmission admission)
{
    /// <summary>Refuses an object that breaks its kind's rules.</summary>
    public static void Validate(WriteRequest request, JsonObject value)
    {
        var (kind, name) = (request.Kind, (string?)value["metadata"]?["name"] ?? "");
        var faults = ObjectValidation.Check(kind.Group, kind.Kind, value);
        if (faults.Length > 0)
        {
            throw new ApiStatusException(Statuses.Invalid(
                kind.Group, kind.Kind, name, [.. faults.Select(fault => (fault.Reason, fault.Field, fault.Body))]));
        }
    }

    /// <summary>Asks the webhooks about a new object.</summary>
    /// <param name="value">As it is to be stored, with kind and apiVersion.</param>
    public Task CreateAsync(WriteRequest request, JsonObject value, CancellationToken cancellation) =>
        AskAsync(request, "CREATE", NameOf(value), value, null, request.Options("CreateOptions"), cancellation);

    /// <summary>Asks the webhooks about a change.</summary>
    public Task UpdateAsync(WriteRequest request, JsonObject old, JsonObject value, CancellationToken cancellation) =>
        AskAsync(request, "UPDATE", NameOf(value), value, old, request.Options("UpdateOptions"), cancellation);

    /// <summary>Asks the webhooks about a removal.</summary>
    /// <param name="name">Empty when a collection is deleted.</param>
    /// <param name="options">What the client sent along.</param>
    public Task DeleteAsync(WriteRequest request, string name, JsonObject old, JsonObject options, CancellationToken cancellation) =>
        AskAsync(request, "DELETE", name, null, old, DeleteOptions(request, options), cancellation);

    private static string NameOf(JsonObject value) => (string?)value["metadata"]?["name"] ?? "";

    private Task AskAsync(
        WriteRequest request,
        string operation,
        string name,
        JsonObject? value,
        JsonObject? old,
        JsonObject options,
        CancellationToken cancellation)
    {
        // A namespace is said to lie in itself.
        var @namespace = request.Kind.GroupResource == "namespaces" ? name : request.Path.Namespace;
        var asked = new AdmissionRequest(
            request.Kind, request.Path.Subresource, operation, @namespace, name, request.User, value, old, request.DryRun, options);
        return admission.ReviewAsync(asked, request.Warnings, cancellation);
    }

    private static JsonObject DeleteOptions(WriteRequest request, JsonObject options)
    {
        var result = new JsonObject { ["kind"] = "DeleteOptions", ["apiVersion"] = "meta.k8s.io/v1" };
        foreach (var name in (string[])["gracePeriodSeconds", "preconditions", "orphanDependents", "propagationPolicy"])
        {
            if (options[name] is { } given)
            {
                result[name] = given.DeepClone();
            }
        }

        if (request.DryRun)
        {
            result["dryRun"] = new JsonArray("All");
        }

        return result;
    }
}
