using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Reads;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Http.Writes;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http;

/// <summary>Takes each request from its arrival to the one who answers it.</summary>
internal sealed class RequestHandler(
    ObjectStore store,
    ServedResources served,
    Authentication authentication,
    Authorization authorization,
    DiscoveryHandler discovery,
    ListHandler lists,
    WatchHandler watches,
    LogHandler logs,
    WriteHandler writes,
    TableMaker tables)
{
    public async Task RunAsync(HttpContext context, LoggedRequest logged, CancellationToken stopping)
    {
        try
        {
            var sender = authentication.Identify(context) ?? throw new ApiStatusException(Statuses.Unauthorized);
            var user = Impersonation.Apply(context, sender, authorization);
            logged.User = user.Name;
            context.Features.Set(logged);
            await RouteAsync(context, user, stopping);
        }
        catch (ApiStatusException refused) when (!context.Response.HasStarted)
        {
            await Answers.StatusAsync(context, refused.Status);
        }
        catch (Exception bug) when (!context.Response.HasStarted && bug is not (OperationCanceledException or IOException))
        {
            // A test that comes upon a bug of this server must see it, and not a connection that ends without a word.
            await Answers.StatusAsync(context, new(500, "InternalError", $"Internal error occurred: {bug}"));
        }
    }

    private Task RouteAsync(HttpContext context, ApiUser user, CancellationToken stopping)
    {
        var form = MediaType.Negotiate(context.Request.Headers.Accept.ToString());
        var path = RequestPath.Parse(context.Request.Path, served);
        if (path is null)
        {
            var verb = context.Request.Method.ToLowerInvariant();
            return authorization.Allows(user, AccessRequest.ForPath(verb, context.Request.Path))
                ? discovery.RunAsync(context, form)
                : throw new ApiStatusException(Statuses.ForbiddenPath(user.Name, verb, context.Request.Path));
        }

        return ResourceAsync(context, form ?? throw new ApiStatusException(Statuses.NotAcceptable), path, user, stopping);
    }

    private Task ResourceAsync(HttpContext context, AnswerForm form, RequestPath path, ApiUser user, CancellationToken stopping)
    {
        var verb = VerbOf(context.Request, path);
        Permit(path, user, verb);
        var kind = path.Kind;
        if (path.Subresource.Length > 0 && !kind.Subresources.Contains(path.Subresource, StringComparer.Ordinal))
        {
            throw new ApiStatusException(Statuses.UnknownResource);
        }

        if (!kind.Verbs.Contains(verb, StringComparer.Ordinal))
        {
            throw new ApiStatusException(Statuses.MethodNotAllowed());
        }

        return verb switch
        {
            "get" when path.Subresource == "log" => logs.RunAsync(context, Find(path), stopping),
            "get" => Answers.ObjectAsync(context, 200, form, kind, Find(path), tables),
            "list" => lists.RunAsync(context, form, kind, ListOptions.Parse(path, context.Request.Query)),
            "watch" => watches.RunAsync(context, form, kind, ListOptions.Parse(path, context.Request.Query), stopping),
            "create" when kind.Group is "authorization.k8s.io" or "authentication.k8s.io" => ReviewAsync(context, path, user),
            "create" => writes.CreateAsync(context, form, path, user),
            "update" => writes.ReplaceAsync(context, form, path, user),
            "patch" => writes.PatchAsync(context, form, path, user),
            "delete" => writes.DeleteAsync(context, form, path, user),
            _ => writes.DeleteCollectionAsync(context, path, user),
        };
    }

    private async Task ReviewAsync(HttpContext context, RequestPath path, ApiUser user)
    {
        var review = await RequestBody.ReadObjectAsync(context, path.Kind);
        await Answers.JsonAsync(context, 201, SelfReviews.Answer(path.Kind, user, review, authorization));
    }

    private StoredObject Find(RequestPath path) => store.Find(path.Kind, path.Namespace, path.Name)
        ?? throw new ApiStatusException(Statuses.NotFound(path.Kind, path.Name));

    private void Permit(RequestPath path, ApiUser user, string verb)
    {
        var kind = path.Kind;

        // A namespace lies in itself, so that a Role in it can let somebody look at it.
        var space = kind.GroupResource == "namespaces" ? path.Name : path.Namespace;
        var request = new AccessRequest(verb, kind.Group, kind.Plural, path.Subresource, space, path.Name, "");
        if (authorization.Allows(user, request))
        {
            return;
        }

        var where = space.Length == 0 ? "at the cluster scope" : $"in the namespace \"{space}\"";
        throw new ApiStatusException(Statuses.Forbidden(
            kind,
            path.Name,
            $"User \"{user.Name}\" cannot {verb} resource \"{request.FullResource}\" in API group \"{kind.Group}\" {where}"));
    }

    private static string VerbOf(HttpRequest request, RequestPath path)
    {
        var isCollection = path.Name.Length == 0;
        var isWatch = request.Query.TryGetValue("watch", out var watch) && watch.ToString() is not ("false" or "0");
        return request.Method switch
        {
            "GET" when isWatch => "watch",
            "GET" => isCollection ? "list" : "get",
            "POST" when isCollection => "create",
            "PUT" when !isCollection => "update",
            "PATCH" when !isCollection => "patch",
            "DELETE" => isCollection ? "deletecollection" : "delete",
            _ => throw new ApiStatusException(Statuses.MethodNotAllowed()),
        };
    }
}
