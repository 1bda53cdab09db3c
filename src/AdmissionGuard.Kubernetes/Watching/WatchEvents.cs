using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Takes the events of watches, one line after the other, and hands on what they say.</summary>
internal sealed class WatchEvents<T>(
    ResourceKind<T> kind, ObjectDecoder<T> decoder, IObjectSink<T> sink, ReflectorLedger ledger, Action<WatchIncident>? report)
    where T : class
{
    // A server that makes up a new type for each event must not fill the log, nor the memory.
    private const int MaxReported = 16;

    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>The version to watch from, after the latest event. Opaque.</summary>
    // No list has the version "0" or none, so that the first events of a watch always come in their order and each may move it on.
    public string Version { get; set; } = "";

    /// <summary>Takes a line.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="isEvent">Set when the line is an event.</param>
    /// <returns>What to do when the watch cannot go on; null when it can.</returns>
    /// <exception cref="ApiException">The line is an ERROR event.</exception>
    public Recovery? Take(ReadOnlySpan<byte> line, ref bool isEvent)
    {
        if (line.TrimStart(" \t\r"u8).IsEmpty)
        {
            return null;
        }

        if (!WatchEvent.TryRead(line, out var read))
        {
            return Undecodable(new BadObject(new ObjectKey("", ""), "", "", "a line of the watch is no event"));
        }

        var type = read.Type;
        if (type == WatchEventType.Error)
        {
            ledger.Event(type);
            throw StatusObject.Read(read.Object);
        }

        isEvent = true;
        if (type == WatchEventType.Unknown)
        {
            Ignore($"events of type {OneLine.Quote(read.TypeText)}");
            return null;
        }

        // Counted only when it has been handed on: an age of zero means that the state is no older.
        var recovery = Take(type, read.Object);
        ledger.Event(type);
        return recovery;
    }

    private Recovery? Take(WatchEventType type, ReadOnlySpan<byte> utf8)
    {
        if (!decoder.TryReadHead(utf8, out var head, out var problem))
        {
            return Undecodable(new BadObject(new ObjectKey("", ""), "", "", problem));
        }

        if (!kind.Is(head))
        {
            Ignore($"events about {OneLine.Quote(head.Kind ?? kind.Kind)} of {OneLine.Quote(head.ApiVersion ?? "no version")}");
            return null;
        }

        var recovery = Apply(type, head, utf8);
        Version = head.ResourceVersion.Length > 0 ? head.ResourceVersion : Version;
        return recovery;
    }

    // ADDED for what is known and MODIFIED for what is not are one: after a reconnect both come.
    private Recovery? Apply(WatchEventType type, in ObjectHead head, ReadOnlySpan<byte> utf8)
    {
        if (type == WatchEventType.Bookmark)
        {
            return null;
        }

        if (type == WatchEventType.Deleted && head.Key.Name.Length > 0)
        {
            sink.Delete(head.Key, head.Uid);
            ledger.Good(head.Uid);
            return null;
        }

        if (!decoder.TryDecode(utf8, head, out var item, out var problem))
        {
            return Undecodable(new BadObject(head.Key, head.Uid, head.ResourceVersion, problem));
        }

        sink.Upsert(item);
        ledger.Good(head.Uid);
        return null;
    }

    // The event is lost, and with it perhaps a policy: a list tells what is there. When a list has already failed at the same object, the
    // object is to blame and another list would fail at it too, over and over again each time it changes: then it is left to stand in
    // the status, with its latest version, until it can be decoded or is gone.
    private Recovery? Undecodable(BadObject bad)
    {
        var message = bad.Key.Name.Length == 0 ? bad.Problem : $"{kind.Kind} {bad.Key} cannot be decoded: {bad.Problem}";
        var isKnown = ledger.Bad(bad);
        report?.Invoke(new WatchIncident(kind.Name, WatchIncidentKind.Undecodable, message));
        return isKnown ? null : new Recovery(RelistReason.Undecodable, null, message);
    }

    private void Ignore(string what)
    {
        ledger.Ignored();
        if (_reported.Count < MaxReported && _reported.Add(what))
        {
            report?.Invoke(new WatchIncident(kind.Name, WatchIncidentKind.Ignored, $"{what} are passed over"));
        }
    }
}
