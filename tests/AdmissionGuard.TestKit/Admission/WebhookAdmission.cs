using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>Asks the webhooks of the stored configurations about a write.</summary>
internal sealed class WebhookAdmission(ObjectStore store, WebhookClient client, Identities identities, AuditLog audit)
{
    private const string FailedOpenKey = "failed-open.validating.webhook.admission.k8s.io/round_0_index_";

    private static readonly ResourceKind MutatingWebhookConfigurations =
        BuiltInResources.All.Single(kind => kind.Plural == "mutatingwebhookconfigurations");

    /// <summary>Calls all webhooks that match, side by side.</summary>
    /// <param name="request">The write.</param>
    /// <param name="warnings">Gets what they warn of, whether they allow it or not.</param>
    /// <param name="cancellation">The client is gone.</param>
    /// <exception cref="ApiStatusException">One of them denies it, or cannot be asked and must be.</exception>
    public async Task ReviewAsync(AdmissionRequest request, WarningHeaders warnings, CancellationToken cancellation)
    {
        // Otherwise a broken webhook could not be taken away.
        if (request.Kind.Group == "admissionregistration.k8s.io")
        {
            return;
        }

        if (Webhooks(MutatingWebhookConfigurations).FirstOrDefault(webhook => Matches(webhook, request)) is { } mutating)
        {
            throw Refusal(Internal($"the test server calls no mutating webhooks: delete {mutating.Name}"));
        }

        var asked = Webhooks(BuiltInResources.ValidatingWebhookConfigurations).Where(webhook => Matches(webhook, request)).ToList();
        if (request.DryRun && asked.Find(webhook => !webhook.AllowsDryRun) is { } effective)
        {
            throw Refusal(Statuses.BadRequest($"admission webhook \"{effective.Name}\" does not support dry run"));
        }

        var verdicts = await Task.WhenAll(asked.Select((webhook, at) => AskAsync(webhook, at, request, cancellation)));
        foreach (var warning in verdicts.SelectMany(verdict => verdict.Warnings))
        {
            warnings.Add(warning);
        }

        if (verdicts.FirstOrDefault(verdict => verdict.Refusal is not null) is { } refused)
        {
            throw Refusal(refused.Refusal!);
        }
    }

    private async Task<WebhookVerdict> AskAsync(Webhook webhook, int at, AdmissionRequest request, CancellationToken cancellation)
    {
        var uid = identities.NextUid();
        try
        {
            var answer = await client.PostAsync(webhook, AdmissionReviewJson.Write(request, uid), cancellation);
            var verdict = WebhookVerdict.Read(webhook.Name, answer, uid);
            foreach (var (key, value) in verdict.Annotations)
            {
                audit.Add(new AuditAnnotation(uid, key, value));
            }

            return verdict;
        }
        catch (WebhookCallException) when (webhook.IgnoresFailures)
        {
            audit.Add(new AuditAnnotation(uid, $"{FailedOpenKey}{at}", webhook.Name));
            return WebhookVerdict.Allowed;
        }
        catch (WebhookCallException failed)
        {
            return new WebhookVerdict(Internal($"failed calling webhook \"{webhook.Name}\": {failed.Message}"), [], []);
        }
    }

    private bool Matches(Webhook webhook, AdmissionRequest request) =>
        webhook.Rules.Any(rule => rule.Matches(request)) &&
        MatchesNamespace(webhook, request) &&
        MatchesObject(webhook, request) &&
        webhook.Conditions.All(condition => MatchConditions.Holds(condition, request));

    // A namespace is judged by its own labels; other objects of the cluster always match.
    private bool MatchesNamespace(Webhook webhook, AdmissionRequest request)
    {
        var selector = webhook.Json["namespaceSelector"] as JsonObject ?? [];
        if (request.Kind.GroupResource == BuiltInResources.Namespaces.GroupResource)
        {
            return LabelSelection.Matches(selector, Labels(request.Object ?? request.OldObject));
        }

        if (!request.Kind.Namespaced)
        {
            return true;
        }

        var found = store.Find(BuiltInResources.Namespaces, "", request.Namespace);
        return LabelSelection.Matches(selector, Labels(found?.ToNode()));
    }

    private static bool MatchesObject(Webhook webhook, AdmissionRequest request)
    {
        var selector = webhook.Json["objectSelector"] as JsonObject ?? [];
        return (request.Object is { } value && LabelSelection.Matches(selector, Labels(value))) ||
            (request.OldObject is { } old && LabelSelection.Matches(selector, Labels(old)));
    }

    private static JsonObject Labels(JsonObject? value) => value?["metadata"]?["labels"] as JsonObject ?? [];

    private IEnumerable<Webhook> Webhooks(ResourceKind configurations) =>
        Webhook.ReadAll(store.Read(configurations).Objects.Select(stored => stored.ToNode()));

    private static ApiStatus Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}")
    {
        Details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) },
    };

    private static ApiStatusException Refusal(ApiStatus status) => new(status);
}
