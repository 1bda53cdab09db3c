using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>Answers watches: one line for each event, until the time is up, the client goes or it falls too far behind.</summary>
internal sealed class WatchHandler(ObjectStore store, TableMaker tables, TimeProvider time, TimeSpan bookmarkInterval)
{
    // The least that kube-apiserver gives a watch that names no time: --min-request-timeout.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    public async Task RunAsync(
        HttpContext context, AnswerForm form, ResourceKind kind, ListOptions options, CancellationToken stopping)
    {
        var start = Start(kind, options);
        context.Response.StatusCode = 200;
        context.Response.ContentType = Answers.Json;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var stream = new EventStream(context.Response.BodyWriter, new(kind, form, tables, TableDetails.Of(context.Request)), context.Features.Get<LoggedRequest>()!);
        try
        {
            // The client learns that it watches before there is anything to see.
            await context.Response.StartAsync(ending.Token);
            await stream.FlushAsync(ending.Token);
            if (await BeginAsync(stream, start, options, ending.Token) is { } position)
            {
                await FollowAsync(stream, kind, options, position, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has gone, or the server goes: both are how watches end.
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private WatchStart Start(ResourceKind kind, ListOptions options)
    {
        var snapshot = store.Read(kind);
        if (options.SendInitialEvents == true)
        {
            return options.Version > snapshot.Version
                ? throw new ApiStatusException(Statuses.TooLarge(options.Version.Value, snapshot.Version))
                : new(snapshot, snapshot.Version, store.PositionAfter(kind, snapshot.Version));
        }

        return options.Version is null or 0
            ? new(options.SendInitialEvents is null ? snapshot : null, snapshot.Version, store.PositionAfter(kind, snapshot.Version))
            : new(null, options.Version.Value, store.PositionAfter(kind, options.Version.Value));
    }

    private async Task<WatchPosition?> BeginAsync(
        EventStream stream, WatchStart start, ListOptions options, CancellationToken cancellationToken)
    {
        if (start.Position is not { } position)
        {
            stream.Write("ERROR", Statuses.TooOld(start.Version, store.OldestVersion(stream.View.Kind)).ToJson());
            await stream.FlushAsync(cancellationToken);
            return null;
        }

        if (start.Initial is { } snapshot)
        {
            foreach (var stored in snapshot.In(options.Query.Namespace))
            {
                if (options.Query.Matches(stored))
                {
                    stream.Write("ADDED", stored);
                    await stream.FlushWhenFullAsync(cancellationToken);
                }
            }

            if (options is { SendInitialEvents: true, Bookmarks: true })
            {
                stream.WriteBookmark(snapshot.Version, initialEventsEnd: true);
            }
        }

        await stream.FlushAsync(cancellationToken);
        return position;
    }

    private async Task FollowAsync(
        EventStream stream, ResourceKind kind, ListOptions options, WatchPosition position, CancellationToken cancellationToken)
    {
        var deadline = Task.Delay(options.Timeout ?? DefaultTimeout, time, cancellationToken);
        var bookmarkDue = Task.Delay(bookmarkInterval, time, cancellationToken);

        // A watch that has fallen behind what is remembered is ended; its client comes back and is told that its version is gone.
        while (store.NewsSince(kind, position) is { } news)
        {
            foreach (var change in news.Changes)
            {
                if (WatchEvent.For(change, options.Query) is { } happened)
                {
                    stream.Write(happened.Type, happened.Object);
                    await stream.FlushWhenFullAsync(cancellationToken);
                }
            }

            if (options.Bookmarks && (bookmarkDue.IsCompleted || news.Position.Bookmarks > position.Bookmarks))
            {
                stream.WriteBookmark(news.Version, initialEventsEnd: false);
            }

            if (bookmarkDue.IsCompleted)
            {
                bookmarkDue = Task.Delay(bookmarkInterval, time, cancellationToken);
            }

            position = news.Position;
            await stream.FlushAnyAsync(cancellationToken);
            if (deadline.IsCompleted)
            {
                return;
            }

            await Task.WhenAny(news.Next, deadline, bookmarkDue);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private sealed record WatchStart(Snapshot? Initial, long Version, WatchPosition? Position);

    private sealed class EventStream(PipeWriter writer, EventView view, LoggedRequest logged)
    {
        private const int FlushBytes = 64 * 1024;

        public EventView View => view;

        public void Write(string type, StoredObject stored)
        {
            WriteLine(type, view.Of(stored));
            logged.Sent();
        }

        public void Write(string type, JsonObject value) => WriteLine(type, ObjectJson.Write(value));

        public void WriteBookmark(long version, bool initialEventsEnd) =>
            WriteLine("BOOKMARK", view.Bookmark(version, initialEventsEnd));

        public ValueTask<FlushResult> FlushWhenFullAsync(CancellationToken cancellationToken) =>
            writer.UnflushedBytes < FlushBytes ? default : writer.FlushAsync(cancellationToken);

        public ValueTask<FlushResult> FlushAnyAsync(CancellationToken cancellationToken) =>
            writer.UnflushedBytes == 0 ? default : writer.FlushAsync(cancellationToken);

        public async Task FlushAsync(CancellationToken cancellationToken) => await writer.FlushAsync(cancellationToken);

        private void WriteLine(string type, ReadOnlySpan<byte> value)
        {
            writer.Write(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":"""));
            writer.Write(value);
            writer.Write("}\n"u8);
        }
    }
}
