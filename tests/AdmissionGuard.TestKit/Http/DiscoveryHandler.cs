using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http;

/// <summary>Answers what clients ask before they ask for objects: versions, groups, resources, schemas and health.</summary>
internal sealed class DiscoveryHandler(ServedResources served, ServerVersion version)
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public Task RunAsync(HttpContext context, AnswerForm? form)
    {
        if (context.Request.Method != "GET")
        {
            throw new ApiStatusException(Statuses.UnknownResource);
        }

        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api" or "apis"] when form == AnswerForm.AggregatedDiscovery => Answers.BytesAsync(
                context,
                200,
                AggregatedType,
                Storage.ObjectJson.Write(DiscoveryDocuments.Aggregated(served.All, parts[0] == "api"))),
            ["api"] => Answers.JsonAsync(context, 200, DiscoveryDocuments.CoreVersions(context.Request.Host.Value ?? "")),
            ["apis"] => Answers.JsonAsync(context, 200, DiscoveryDocuments.Groups(served.All)),
            ["api", var name] => ResourcesAsync(context, "", name),
            ["apis", var group] => GroupAsync(context, group),
            ["apis", var group, var name] => ResourcesAsync(context, group, name),
            ["version"] => Answers.JsonAsync(context, 200, version.ToJson()),
            ["livez" or "readyz" or "healthz"] => Answers.TextAsync(context, 200, "ok"),
            ["openapi", "v3", .. var rest] => OpenApiAsync(context, rest),
            ["api" or "apis", ..] => throw new ApiStatusException(Statuses.UnknownResource),
            _ => Answers.TextAsync(context, 404, "404 page not found\n"),
        };
    }

    private Task GroupAsync(HttpContext context, string group)
    {
        var kinds = served.All.Where(kind => kind.Group == group).ToList();
        return kinds.Count == 0
            ? throw new ApiStatusException(Statuses.UnknownResource)
            : Answers.JsonAsync(context, 200, DiscoveryDocuments.OneGroup(group, kinds));
    }

    private Task ResourcesAsync(HttpContext context, string group, string name)
    {
        var kinds = served.All.Where(kind => kind.Group == group && kind.Version == name).ToList();
        return kinds.Count == 0
            ? throw new ApiStatusException(Statuses.UnknownResource)
            : Answers.JsonAsync(context, 200, DiscoveryDocuments.Resources(kinds));
    }

    private Task OpenApiAsync(HttpContext context, string[] rest)
    {
        JsonObject? document = rest switch
        {
            [] => OpenApiDocuments.Index(served.All),
            ["api", var name] => OpenApiDocuments.ForVersion([.. served.All.Where(kind => kind.Group.Length == 0 && kind.Version == name)]),
            ["apis", var group, var name] =>
                OpenApiDocuments.ForVersion([.. served.All.Where(kind => kind.Group == group && kind.Version == name)]),
            _ => null,
        };
        return document is null
            ? Answers.TextAsync(context, 404, "404 page not found\n")
            : Answers.JsonAsync(context, 200, document);
    }
}
