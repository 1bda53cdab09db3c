using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http;

/// <summary>Writes whole answers.</summary>
internal static class Answers
{
    public const string Json = "application/json";

    public static Task StatusAsync(HttpContext context, ApiStatus status)
    {
        if (status.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return JsonAsync(context, status.Code, status.ToJson());
    }

    public static Task JsonAsync(HttpContext context, int code, JsonNode body) =>
        BytesAsync(context, code, Json, ObjectJson.Write(body, IsForPeople(context.Request)));

    public static Task TextAsync(HttpContext context, int code, string text) =>
        BytesAsync(context, code, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    public static async Task BytesAsync(HttpContext context, int code, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>One object in the form that the request wants.</summary>
    public static Task ObjectAsync(
        HttpContext context, int code, AnswerForm form, ResourceKind kind, StoredObject stored, TableMaker tables) =>
        form switch
        {
            AnswerForm.Table => JsonAsync(context, code, tables.Of(kind, stored, TableDetails.Of(context.Request))),
            AnswerForm.Metadata => JsonAsync(context, code, ObjectViews.MetadataOnly(stored)),
            _ when IsForPeople(context.Request) => JsonAsync(context, code, ObjectViews.Whole(kind, stored)),
            _ => BytesAsync(context, code, Json, ObjectViews.WholeBytes(kind, stored)),
        };

    /// <summary>The server indents for the programs that people use to look at it.</summary>
    public static bool IsForPeople(HttpRequest request)
    {
        if (request.Query.TryGetValue("pretty", out var pretty))
        {
            return pretty != "false" && pretty != "0";
        }

        var agent = request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal)
            || agent.StartsWith("Wget", StringComparison.Ordinal)
            || agent.StartsWith("Mozilla/", StringComparison.Ordinal);
    }
}
