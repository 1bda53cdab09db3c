using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>Answers <c>pods/log</c>: all that a container has written, and with <c>follow=true</c> what it writes until it ends.</summary>
internal sealed class LogHandler(PodLogs logs)
{
    public async Task RunAsync(HttpContext context, StoredObject pod, CancellationToken stopping)
    {
        var container = Container(context.Request, pod);
        if (logs.From(pod.Namespace, pod.Name, container, 0) is null)
        {
            throw Bad($"container \"{container}\" in pod \"{pod.Name}\" is waiting to start: ContainerCreating");
        }

        var isFollowed = context.Request.Query["follow"].ToString() is "true" or "1";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.StatusCode = 200;
        context.Response.ContentType = "text/plain";
        try
        {
            await context.Response.StartAsync(ending.Token);
            var position = 0;
            while (logs.From(pod.Namespace, pod.Name, container, position) is { } news)
            {
                position += news.Text.Length;
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(news.Text), ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
                if (news.IsLast || !isFollowed)
                {
                    return;
                }

                await news.Changed.WaitAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has gone, or the server goes.
        }
    }

    // "Container name is required if pod has multiple containers": pkg/registry/core/pod/strategy.go says which there are.
    private static string Container(HttpRequest request, StoredObject pod)
    {
        var names = (pod.ToNode()["spec"]?["containers"] as JsonArray ?? []).Select(one => (string?)one?["name"] ?? "").ToList();
        return (request.Query["container"].ToString(), names) switch
        {
            ("", [var only]) => only,
            ("", _) => throw Bad($"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', names)}]"),
            (var name, _) when names.Contains(name, StringComparer.Ordinal) => name,
            (var name, _) => throw Bad($"container {name} is not valid for pod {pod.Name}"),
        };
    }

    private static ApiStatusException Bad(string message) => new(new(400, "BadRequest", message));
}
