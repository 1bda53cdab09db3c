using System.Text;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>What a line of a watch says.</summary>
internal enum WatchEventType
{
    Unknown,
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error,
}

/// <summary>A line of a watch, taken apart: <c>{"type":"ADDED","object":{...}}</c>.</summary>
/// <param name="type">The type as it is written.</param>
/// <param name="value">The object, not decoded: what it is depends on the type.</param>
internal readonly ref struct WatchEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> _type = type;

    /// <summary>The object, not decoded.</summary>
    public ReadOnlySpan<byte> Object { get; } = value;

    /// <summary>The type as it is written.</summary>
    public string TypeText => Encoding.UTF8.GetString(_type);

    /// <summary>The type.</summary>
    public WatchEventType Type => _type switch
    {
        _ when _type.SequenceEqual("ADDED"u8) => WatchEventType.Added,
        _ when _type.SequenceEqual("MODIFIED"u8) => WatchEventType.Modified,
        _ when _type.SequenceEqual("DELETED"u8) => WatchEventType.Deleted,
        _ when _type.SequenceEqual("BOOKMARK"u8) => WatchEventType.Bookmark,
        _ when _type.SequenceEqual("ERROR"u8) => WatchEventType.Error,
        _ => WatchEventType.Unknown,
    };

    /// <summary>Takes a line apart; false when it is no event.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out WatchEvent read)
    {
        ReadOnlySpan<byte> type = default;
        ReadOnlySpan<byte> value = default;
        read = default;
        if (!Take(ref line, (byte)'{'))
        {
            return false;
        }

        while (!Take(ref line, (byte)'}'))
        {
            if (!TryTakeValue(ref line, out var name) || name is not [(byte)'"', ..] || !Take(ref line, (byte)':')
                || !TryTakeValue(ref line, out var member))
            {
                return false;
            }

            if (name.SequenceEqual("\"type\""u8) && member is [(byte)'"', .., (byte)'"'])
            {
                type = member[1..^1];
            }
            else if (name.SequenceEqual("\"object\""u8))
            {
                value = member;
            }

            Take(ref line, (byte)',');
        }

        read = new WatchEvent(type, value);
        return line.TrimStart(" \t\r"u8).IsEmpty && !type.IsEmpty && value is [(byte)'{', ..];
    }

    private static bool TryTakeValue(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        rest = rest.TrimStart(" \t\r"u8);
        var length = default(ValueScanner).Length(rest);
        value = length > 0 ? rest[..length] : default;
        rest = length > 0 ? rest[length..] : rest;
        return length > 0;
    }

    private static bool Take(scoped ref ReadOnlySpan<byte> rest, byte expected)
    {
        rest = rest.TrimStart(" \t\r"u8);
        if (rest.IsEmpty || rest[0] != expected)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }
}
