using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Reads;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Answers the requests that change something.</summary>
internal sealed class WriteHandler
{
    private readonly ObjectStore _store;
    private readonly TableMaker _tables;
    private readonly CreateObject _create;
    private readonly UpdateObject _update;
    private readonly PatchObject _patch;
    private readonly ApplyObject _apply;
    private readonly DeleteObject _delete;
    private readonly NamespaceContent _content;

    public WriteHandler(ObjectStore store, ServedResources served, Identities identities, TableMaker tables, WebhookAdmission admission)
    {
        (_store, _tables) = (store, tables);
        var checks = new WriteChecks(admission);
        var addresses = new ServiceAddresses();
        _create = new(store, identities, addresses, checks);
        _update = new(store, identities, addresses, checks);
        _patch = new(_update);
        _apply = new(store, identities, _create, _update);
        _delete = new(store, identities, checks);
        _content = new(store, served, _delete);
    }

    public Task CreateAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user) =>
        AnswerAsync(context, WriteRequest.Read(path, user, context.Request), async request =>
        {
            var value = SentObject.Decode(request, await RequestBody.ReadTextAsync(context, path.Kind));
            var stored = await _create.RunAsync(request, value, context.RequestAborted);
            return () => Answers.ObjectAsync(context, 201, form, path.Kind, stored, _tables);
        });

    public Task ReplaceAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user) =>
        AnswerAsync(context, WriteRequest.Read(path, user, context.Request), async request =>
        {
            var value = SentObject.Decode(request, await RequestBody.ReadTextAsync(context, path.Kind));
            var stored = await _update.ReplaceAsync(request, value, context.RequestAborted);
            return () => Answers.ObjectAsync(context, 200, form, path.Kind, stored, _tables);
        });

    public Task PatchAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user) =>
        AnswerAsync(context, WriteRequest.Read(path, user, context.Request), async request =>
        {
            var mediaType = MediaType.Essence(context.Request.ContentType ?? "");
            var sent = await RequestBody.ReadAsync(context);
            var (stored, isNew) = mediaType == PatchObject.Apply
                ? await _apply.RunAsync(request, sent, context.RequestAborted)
                : (await _patch.RunAsync(request, mediaType, sent, context.RequestAborted), false);
            return () => Answers.ObjectAsync(context, isNew ? 201 : 200, form, path.Kind, stored, _tables);
        });

    public async Task DeleteAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user)
    {
        var options = await RequestBody.ReadOptionsAsync(context);
        var request = WithOptions(WriteRequest.Read(path, user, context.Request), options);
        await AnswerAsync(context, request, async _ =>
        {
            var deleted = await _delete.RunAsync(request, options, isOfCollection: false, context.RequestAborted);
            return () => AnswerDeletedAsync(context, form, path.Kind, deleted);
        });
        if (path.Kind.GroupResource == "namespaces" && !request.DryRun)
        {
            // The controller works on its own: nobody waits for it, and it does not stop when the client hangs up.
            await context.Response.CompleteAsync();
            await _content.RemoveAsync(path.Name, CancellationToken.None);
        }
    }

    public async Task DeleteCollectionAsync(HttpContext context, RequestPath path, ApiUser user)
    {
        var options = await RequestBody.ReadOptionsAsync(context);
        await AnswerAsync(context, WithOptions(WriteRequest.Read(path, user, context.Request), options), async request =>
        {
            var page = ListPage.Read(_store, path.Kind, ListOptions.Parse(path, context.Request.Query));
            var items = new JsonArray();
            foreach (var stored in page.Items)
            {
                var one = request with { Path = path with { Namespace = stored.Namespace, Name = stored.Name } };
                items.Add((await _delete.RunAsync(one, options, isOfCollection: true, context.RequestAborted)).Object.ToNode());
            }

            return () => Answers.JsonAsync(context, 200, new JsonObject
            {
                ["kind"] = path.Kind.ListKind,
                ["apiVersion"] = path.Kind.ApiVersion,
                ["metadata"] = new JsonObject { ["resourceVersion"] = $"{_store.Version}" },
                ["items"] = items,
            });
        });
    }

    // Warnings go with every answer, with a refusal too.
    private static async Task AnswerAsync(HttpContext context, WriteRequest request, Func<WriteRequest, Task<Func<Task>>> write)
    {
        Func<Task> answer;
        try
        {
            answer = await write(request);
        }
        finally
        {
            if (request.Warnings.Values.Count > 0)
            {
                context.Response.Headers.Append("Warning", request.Warnings.Values.ToArray());
            }
        }

        await answer();
    }

    private static WriteRequest WithOptions(WriteRequest request, JsonObject options)
    {
        var directives = (options["dryRun"] as JsonArray ?? []).Select(directive => (string?)directive);
        return WriteRequest.IsDryRun(directives, request.Path) ? request with { DryRun = true } : request;
    }

    // Most resources answer with a Status once the object is gone; those that usually go gracefully answer with the object.
    private Task AnswerDeletedAsync(HttpContext context, AnswerForm form, ResourceKind kind, DeletedObject deleted)
    {
        var answersWithObject = !deleted.IsGone || kind.GroupResource is "pods" or "services" or "namespaces";
        if (answersWithObject)
        {
            return Answers.ObjectAsync(context, 200, form, kind, deleted.Object, _tables);
        }

        var details = Statuses.About(kind, deleted.Object.Name);
        details["uid"] = ObjectFields.Read(deleted.Object, "metadata.uid");
        return Answers.JsonAsync(context, 200, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }
}
