using System.Net.Mime;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Hosting;
using AdmissionGuard.Webhook.Receipts;
using AdmissionGuard.Webhook.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// Answers the requests of an API server. What cannot be answered with an AdmissionReview gets an HTTP error, which the API server treats by
/// its failurePolicy: 400 for what is no AdmissionReview v1, 413 and 415 for what is not read at all, 503 before the cluster has been read.
/// Everything else is answered, and what was not judged follows the failure mode and says so.
/// </summary>
internal sealed class AdmissionEndpoint(
    IClusterView cluster, EnforcementReceipts receipts, Func<WebhookConfiguration> configuration, AdmissionMeter meter,
    ILogger<AdmissionEndpoint> log, TimeProvider time)
{
    private readonly AdmissionReader _reader = new();
    private readonly LargeBodies _large = new(time);
    private readonly AdmissionJudge _judge = new(cluster, log, time);

    /// <summary>What answers reviews, made of what the host gives.</summary>
    public static RequestDelegate Of(AdmissionParts parts) => new AdmissionEndpoint(
        parts.Cluster, parts.Receipts, parts.Configuration, new AdmissionMeter(parts.Meters),
        parts.Log.CreateLogger<AdmissionEndpoint>(), parts.Time).HandleAsync;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var deadline = new Deadline(time, context.Request.Query["timeout"]);
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "content-type", "the content type has to be application/json");
            return;
        }

        // Until the answer is there: what was read of a body lives as long.
        using var place = _large.Of(deadline);
        try
        {
            if (await ReadAsync(context, place) is { } request)
            {
                await AnswerAsync(context, request, deadline);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The API server has hung up: there is nobody to answer.
        }
    }

    private async Task<AdmissionRequest?> ReadAsync(HttpContext context, LargeBodies.Place place)
    {
        try
        {
            using var body = await RequestBody.ReadAsync(context.Request.Body, place, context.RequestAborted);
            return _reader.Read(body.Utf8);
        }
        catch (BadInputException e)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "bad-request", OneLine.Of(e.Message));
        }
        catch (BadHttpRequestException e)
        {
            // The server's own limits: a body that is too large, or comes too slowly.
            await RefuseAsync(context, e.StatusCode, "body", OneLine.Of(e.Message));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, "body",
                "a large body was not there in time: it came too slowly, or others before it are still being judged");
        }
        catch (IOException)
        {
            // The connection broke in the middle of the body: there is nobody to answer, and no rest of it to wait for.
            context.Abort();
        }

        return null;
    }

    private async Task AnswerAsync(HttpContext context, AdmissionRequest request, Deadline deadline)
    {
        if (!cluster.IsSynced)
        {
            await RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, "not-synced", "the cluster has not been read yet; nothing can be judged before");
            return;
        }

        var current = configuration();
        var ruling = request.IsPolicy
            ? await JudgeAsync(request, current, deadline, context.RequestAborted)
            : new Ruling { NotJudged = NotJudged.OtherKind };
        ruling = ruling with { Unenforced = UnenforcedFor(request, ruling, current) };
        var answer = AdmissionAnswer.Of(request, ruling, current);
        var elapsed = deadline.Elapsed;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        AnswerWriter.Write(context.Response.BodyWriter, answer);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        meter.Answered(request, ruling, elapsed);
        Write(Log.Shown(request), ruling, answer, elapsed);
    }

    private async Task<Ruling> JudgeAsync(
        AdmissionRequest request, WebhookConfiguration current, Deadline deadline, CancellationToken cancellation)
    {
        var ruling = new Ruling { Exemption = Exemptions.Of(request, current, isTerminating: false) };
        try
        {
            ruling = _judge.Place(request, current);
            return await _judge.JudgeAsync(request, ruling, current, deadline, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // A bug must not become an outage, nor an answer that nobody understands: it follows the failure mode, where that may deny.
            var shown = Log.Shown(request);
            Log.Failed(log, e, shown.Operation, shown.Namespace, shown.Name, shown.Uid);
            return ruling with { NotJudged = NotJudged.Error };
        }
    }

    // Whoever would be told of findings is told that the network may not do what a policy says.
    private Unenforced? UnenforcedFor(AdmissionRequest request, Ruling ruling, WebhookConfiguration current) =>
        request.IsPolicy && ruling.Exemption != Exemption.Controller && ruling.Mode.Cap >= Verdict.Warn
            ? receipts.Find(request.Namespace, namesOthers: current.Disclosure == Disclosure.Cluster)
            : null;

    private async Task RefuseAsync(HttpContext context, int status, string reason, string problem)
    {
        meter.NotJudged(reason);
        Log.Refused(log, status, problem);
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        await context.Response.WriteAsync($"{problem}\n", context.RequestAborted);
    }

    private void Write(AdmissionRequest request, Ruling ruling, AdmissionAnswer answer, TimeSpan elapsed)
    {
        if (ruling.NotJudged != NotJudged.No)
        {
            Log.NotJudged(
                log, request.Operation, request.Namespace, request.Name, ruling.NotJudged.Name(), answer.Denial is null, request.Uid);
        }
        else if (answer.Denial is not null)
        {
            Log.Denied(
                log, request.Operation, request.Namespace, request.Name, request.User,
                Rules(ruling, item => item.Action == Verdict.Deny), elapsed.TotalMilliseconds, request.Uid);
        }
        else
        {
            if (Rules(ruling, item => item.Finding.IsAcknowledged) is { Length: > 0 } acknowledged)
            {
                Log.Acknowledged(log, request.Operation, request.Namespace, request.Name, request.User, acknowledged, request.Uid);
            }

            Log.Allowed(
                log, request.Operation, request.Namespace, request.Name, request.User, ruling.Verdict.Name(), elapsed.TotalMilliseconds, request.Uid);
        }
    }

    private static string Rules(Ruling ruling, Func<RuledFinding, bool> which) => string.Join(
        ',', ruling.Findings.Where(which).Select(item => item.Finding.Rule).Distinct(StringComparer.Ordinal));
}
