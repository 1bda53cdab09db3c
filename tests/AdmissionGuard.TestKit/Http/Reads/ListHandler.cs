using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>Answers lists. A page is the stored bytes, one after the other: nothing is read or written anew.</summary>
internal sealed class ListHandler(ObjectStore store, TableMaker tables)
{
    private const int FlushBytes = 64 * 1024;

    public Task RunAsync(HttpContext context, AnswerForm form, ResourceKind kind, ListOptions options)
    {
        var page = ListPage.Read(store, kind, options);
        return form switch
        {
            AnswerForm.Table => Answers.JsonAsync(context, 200, Table(kind, page, TableDetails.Of(context.Request))),
            AnswerForm.Metadata => Answers.JsonAsync(context, 200, MetadataList(page)),
            _ when Answers.IsForPeople(context.Request) || kind.Renamed.Count > 0 => Answers.JsonAsync(context, 200, Whole(kind, page)),
            _ => WriteAsync(context, kind, page),
        };
    }

    private static JsonObject Whole(ResourceKind kind, ListPage page) => new()
    {
        ["kind"] = kind.ListKind,
        ["apiVersion"] = kind.ApiVersion,
        ["metadata"] = ListMetadata(page),
        ["items"] = new JsonArray([.. page.Items.Select(item => ObjectViews.Item(kind, item))]),
    };

    private static JsonObject MetadataList(ListPage page) => new()
    {
        ["kind"] = "PartialObjectMetadataList",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = ListMetadata(page),
        ["items"] = new JsonArray([.. page.Items.Select(ObjectViews.MetadataOnly)]),
    };

    private static JsonObject ListMetadata(ListPage page)
    {
        var metadata = new JsonObject { ["resourceVersion"] = page.Version.ToString(CultureInfo.InvariantCulture) };
        if (page.Continue is not null)
        {
            metadata["continue"] = page.Continue;
        }

        if (page.Remaining is { } remaining)
        {
            metadata["remainingItemCount"] = remaining;
        }

        return metadata;
    }

    private static async Task WriteAsync(HttpContext context, ResourceKind kind, ListPage page)
    {
        context.Response.StatusCode = 200;
        context.Response.ContentType = Answers.Json;
        var writer = context.Response.BodyWriter;
        var pending = 0;
        void Write(ReadOnlySpan<byte> bytes)
        {
            writer.Write(bytes);
            pending += bytes.Length;
        }

        var metadata = ListMetadata(page).ToJsonString();
        Write(Encoding.UTF8.GetBytes(
            $$"""{"kind":"{{kind.ListKind}}","apiVersion":"{{kind.ApiVersion}}","metadata":{{metadata}},"items":["""));

        // Items of custom resources say their kind, all others leave it to the list.
        var opening = kind.IsCustom ? ObjectViews.Opening(kind) : "{"u8.ToArray();
        for (var index = 0; index < page.Items.Count; index++)
        {
            if (index > 0)
            {
                Write(","u8);
            }

            Write(opening);
            Write(page.Items[index].Json.Span[1..]);
            if (pending >= FlushBytes)
            {
                pending = 0;
                await writer.FlushAsync(context.RequestAborted);
            }
        }

        Write("]}\n"u8);
        await writer.FlushAsync(context.RequestAborted);
    }

    private JsonObject Table(ResourceKind kind, ListPage page, TableDetail detail)
    {
        var table = tables.Empty(kind, ListMetadata(page));
        table["rows"] = new JsonArray([.. page.Items.Select(item => tables.Row(kind, item, detail))]);
        return table;
    }
}
