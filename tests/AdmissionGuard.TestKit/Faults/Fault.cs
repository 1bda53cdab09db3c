using System.Globalization;
using System.Text;
using AdmissionGuard.TestKit.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AdmissionGuard.TestKit.Faults;

/// <summary>One way in which an answer goes wrong.</summary>
public sealed class Fault
{
    private readonly Func<HttpContext, TimeProvider, CancellationToken, Task<bool>> _strike;

    private Fault(Func<HttpContext, TimeProvider, CancellationToken, Task<bool>> strike) => _strike = strike;

    /// <summary>No answer at all, for ever.</summary>
    public static Fault Silence { get; } = new(async (context, _, stopping) =>
    {
        await EndAsync(context, stopping);
        return true;
    });

    /// <summary>Status 200 and headers, and then nothing for ever.</summary>
    public static Fault SilenceAfterHeaders { get; } = new(async (context, _, stopping) =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(stopping);
        await context.Response.Body.FlushAsync(stopping);
        await EndAsync(context, stopping);
        return true;
    });

    /// <summary>The connection is reset instead of an answer, with all that goes on in it.</summary>
    public static Fault Reset { get; } = new((context, _, _) =>
    {
        ResetConnection(context);
        return Task.FromResult(true);
    });

    /// <summary>The answer as it should be, but the connection is reset after so many bytes of its body.</summary>
    public static Fault ResetAfter(int bytes) => Resetting(() => CutPoint.After(bytes));

    /// <summary>The answer as it should be, but the connection is reset in the middle of a line, counted from 1.</summary>
    public static Fault ResetInLine(int line) => Resetting(() => CutPoint.InLine(line));

    /// <summary>The answer as it should be, but it ends after so many bytes of its body as if that were all of it.</summary>
    public static Fault EndAfter(int bytes) => Ending(() => CutPoint.After(bytes));

    /// <summary>The answer as it should be, but it ends in the middle of a line, counted from 1, as if that were all of it.</summary>
    public static Fault EndInLine(int line) => Ending(() => CutPoint.InLine(line));

    /// <summary>The answer as it should be, but after so many bytes of its body nothing more comes.</summary>
    public static Fault SilenceAfter(int bytes) => Silencing(() => CutPoint.After(bytes));

    /// <summary>The answer as it should be, but in the middle of a line, counted from 1, it stops and nothing more comes.</summary>
    public static Fault SilenceInLine(int line) => Silencing(() => CutPoint.InLine(line));

    /// <summary>The answer as it should be, but no faster than this.</summary>
    public static Fault Slow(int bytesPerSecond) =>
        new((context, time, _) => Wrap(context, inner => new SlowStream(inner, bytesPerSecond, time)));

    /// <summary>The answer as it should be, but each piece of it so much later: a watch that lags.</summary>
    public static Fault Late(TimeSpan delay) => new((context, time, _) => Wrap(context, inner => new LateStream(inner, delay, time)));

    /// <summary>A refusal in the server's own form.</summary>
    public static Fault Answer(ApiStatus status) => new(async (context, _, _) =>
    {
        await Answers.StatusAsync(context, status);
        return true;
    });

    /// <summary>Too many requests, with a Retry-After header.</summary>
    public static Fault TooManyRequests(int retryAfterSeconds) => Answer(new(
        429, "TooManyRequests", "the server has received too many requests and has asked us to try again later")
    {
        RetryAfterSeconds = retryAfterSeconds,
    });

    /// <summary>An internal error.</summary>
    public static Fault InternalError { get; } = Answer(new(
        500, "InternalError", "Internal error occurred: etcdserver: request timed out"));

    /// <summary>Not available for now.</summary>
    public static Fault Unavailable { get; } = Answer(new(
        503, "ServiceUnavailable", "the server is currently unable to handle the request"));

    /// <summary>What a watch or a list from a compacted version is told.</summary>
    public static Fault Gone { get; } = Answer(new(410, "Expired", "too old resource version: 1 (2)"));

    /// <summary>A page of HTML, as a proxy in between answers.</summary>
    public static Fault Html(int code, int? retryAfterSeconds = null) => new(async (context, _, _) =>
    {
        if (retryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var page = $"<html>\n<head><title>{code}</title></head>\n<body>\n<center><h1>{code}</h1></center>\n</body>\n</html>\n";
        await Answers.BytesAsync(context, code, "text/html", Encoding.UTF8.GetBytes(page));
        return true;
    });

    /// <summary>Status 200 and a body of one's own, for example a watch that says nonsense.</summary>
    public static Fault Body(string body) => new(async (context, _, _) =>
    {
        await Answers.BytesAsync(context, 200, "application/json", Encoding.UTF8.GetBytes(body));
        return true;
    });

    internal Task<bool> StrikeAsync(HttpContext context, TimeProvider time, CancellationToken stopping) =>
        _strike(context, time, stopping);

    private static Fault Resetting(Func<CutPoint> point) =>
        Body((context, inner) => new CutStream(inner, point(), () => AbortAsync(context)));

    private static Fault Ending(Func<CutPoint> point) => Body((_, inner) => new CutStream(inner, point(), () => Task.CompletedTask));

    private static Fault Silencing(Func<CutPoint> point) =>
        Body((context, inner) => new CutStream(inner, point(), () => EndAsync(context, context.RequestAborted)));

    private static Fault Body(Func<HttpContext, Stream, Stream> wrap) =>
        new((context, _, _) => Wrap(context, inner => wrap(context, inner)));

    private static Task<bool> Wrap(HttpContext context, Func<Stream, Stream> wrap)
    {
        var feature = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(wrap(feature.Stream), feature));
        return Task.FromResult(false);
    }

    private static async Task EndAsync(HttpContext context, CancellationToken stopping)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var aborted = context.RequestAborted.Register(() => ended.TrySetResult());
        await using var stopped = stopping.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    // A reset overtakes what the client has not read yet. It is the machine's network that needs the time, whatever clock a test has.
    private static async Task AbortAsync(HttpContext context)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, context.RequestAborted);
        ResetConnection(context);
    }

    private static void ResetConnection(HttpContext context) =>
        context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
}
