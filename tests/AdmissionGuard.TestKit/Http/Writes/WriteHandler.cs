using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Reads;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Answers the requests that change something.</summary>
internal sealed class WriteHandler(ObjectStore store, ServedResources served, Identities identities, TableMaker tables)
{
    private readonly CreateObject _create = new(store, identities);
    private readonly UpdateObject _update = new(store);
    private readonly DeleteObject _delete = new(store, identities);

    public async Task CreateAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user)
    {
        var request = WriteRequest.Read(path, user, context.Request);
        var sent = await RequestBody.ReadObjectAsync(context, path.Kind);
        await Answers.ObjectAsync(context, 201, form, path.Kind, _create.Run(request, sent), tables);
    }

    public async Task ReplaceAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user)
    {
        var request = WriteRequest.Read(path, user, context.Request);
        var sent = await RequestBody.ReadObjectAsync(context, path.Kind);
        await Answers.ObjectAsync(context, 200, form, path.Kind, _update.Replace(request, sent), tables);
    }

    public async Task DeleteAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user)
    {
        var options = await RequestBody.ReadOptionsAsync(context);
        var request = WithOptions(WriteRequest.Read(path, user, context.Request), options);
        var deleted = _delete.Run(request, options);
        await AnswerDeletedAsync(context, form, path.Kind, deleted);
        if (path.Kind.GroupResource == "namespaces" && !request.DryRun)
        {
            new NamespaceContent(store, served, _delete).Remove(path.Name);
        }
    }

    public async Task DeleteCollectionAsync(HttpContext context, RequestPath path, ApiUser user)
    {
        var options = await RequestBody.ReadOptionsAsync(context);
        var request = WithOptions(WriteRequest.Read(path, user, context.Request), options);
        var page = ListPage.Read(store, path.Kind, ListOptions.Parse(path, context.Request.Query));
        var items = new JsonArray();
        foreach (var stored in page.Items)
        {
            var one = path with { Namespace = stored.Namespace, Name = stored.Name };
            items.Add(_delete.Run(request with { Path = one }, options).Object.ToNode());
        }

        await Answers.JsonAsync(context, 200, new JsonObject
        {
            ["kind"] = path.Kind.ListKind,
            ["apiVersion"] = path.Kind.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = $"{store.Version}" },
            ["items"] = items,
        });
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
            return Answers.ObjectAsync(context, 200, form, kind, deleted.Object, tables);
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
