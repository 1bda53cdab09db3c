using System.Text;
using System.Text.Json;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>What a list says about itself.</summary>
/// <param name="ResourceVersion">The version to watch from.</param>
/// <param name="Continue">The token of the next page; null on the last one.</param>
/// <param name="Remaining">How many items come after this page, where the server says so.</param>
internal readonly record struct ListMetadata(string ResourceVersion, string? Continue, long? Remaining);

/// <summary>Reads one page of a list item by item, each as soon as it has arrived: only one object is in memory as JSON.</summary>
/// <param name="body">The body of the response.</param>
/// <param name="listKind">The kind that the list must have, such as <c>PodList</c>.</param>
internal sealed class ListPageReader(Stream body, string listKind) : IDisposable
{
    // Far more than etcd stores in one object (1.5 MiB by default).
    private const int Cap = 64 * 1024 * 1024;

    private readonly ByteWindow _window = new(body, Cap);
    private int _item;
    private bool _started;
    private bool _inItems;

    /// <summary>The item that <see cref="NextAsync"/> has found; gone with the next call.</summary>
    public ReadOnlySpan<byte> Item => _window.Unread[.._item];

    /// <summary>What the list says about itself, when all items have been read.</summary>
    public ListMetadata Metadata { get; private set; }

    /// <summary>Moves to the next item; false after the last one.</summary>
    /// <exception cref="InvalidDataException">This is no such list.</exception>
    /// <exception cref="EndOfStreamException">The page ends too early.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        _window.Advance(_item);
        _item = 0;
        while (true)
        {
            if (!_inItems && !await FindItemsAsync(cancellation))
            {
                return Metadata.ResourceVersion is { Length: > 0 } ? false : throw NoList("metadata.resourceVersion is missing");
            }

            switch (await PeekAsync(cancellation))
            {
                case (byte)',':
                    _window.Advance(1);
                    break;
                case (byte)']':
                    _window.Advance(1);
                    _inItems = false;
                    break;
                default:
                    _item = await LengthAsync(cancellation);
                    return true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    // Reads what stands beside the items; false at the end of the list.
    private async ValueTask<bool> FindItemsAsync(CancellationToken cancellation)
    {
        while (true)
        {
            switch (await PeekAsync(cancellation))
            {
                case (byte)'{' when !_started:
                    _started = true;
                    _window.Advance(1);
                    break;
                case (byte)',' when _started:
                    _window.Advance(1);
                    break;
                case (byte)'}' when _started:
                    return false;
                case (byte)'"' when _started:
                    if (await ReadMemberAsync(cancellation))
                    {
                        return true;
                    }

                    break;
                default:
                    throw NoList("it is not even a JSON object");
            }
        }
    }

    // Reads a name and its value; true when the items start here.
    private async ValueTask<bool> ReadMemberAsync(CancellationToken cancellation)
    {
        var length = await LengthAsync(cancellation);
        var name = Encoding.UTF8.GetString(_window.Unread[1..(length - 1)]);
        _window.Advance(length);
        if (await PeekAsync(cancellation) != ':')
        {
            throw NoList($"there is no value after {name}");
        }

        _window.Advance(1);
        if (await PeekAsync(cancellation) == '[' && name == "items")
        {
            _window.Advance(1);
            return _inItems = true;
        }

        length = await LengthAsync(cancellation);
        Read(name, _window.Unread[..length]);
        _window.Advance(length);
        return false;
    }

    private void Read(string name, ReadOnlySpan<byte> value)
    {
        try
        {
            if (name == "metadata")
            {
                Metadata = ReadMetadata(value);
            }
            else if (name == "kind" && Text(value) is var kind && kind != listKind)
            {
                throw NoList($"its kind is {kind}");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw NoList($"{name} cannot be read");
        }
    }

    private static string? Text(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.GetString();
    }

    private static ListMetadata ReadMetadata(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var metadata = default(ListMetadata);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("resourceVersion"u8))
            {
                reader.Read();
                metadata = metadata with { ResourceVersion = reader.GetString() ?? "" };
            }
            else if (reader.ValueTextEquals("continue"u8))
            {
                reader.Read();
                metadata = metadata with { Continue = reader.GetString() is { Length: > 0 } token ? token : null };
            }
            else if (reader.ValueTextEquals("remainingItemCount"u8))
            {
                reader.Read();
                metadata = metadata with { Remaining = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64() };
            }
            else
            {
                reader.Skip();
            }
        }

        return metadata;
    }

    // The next byte that is no white space.
    private async ValueTask<byte> PeekAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = _window.Unread.IndexOfAnyExcept(" \t\r\n"u8);
            if (next >= 0)
            {
                _window.Advance(next);
                return _window.Unread[0];
            }

            _window.Advance(_window.Unread.Length);
            await FillAsync(cancellation);
        }
    }

    private async ValueTask<int> LengthAsync(CancellationToken cancellation)
    {
        var scanner = default(ValueScanner);
        while (true)
        {
            var length = scanner.Length(_window.Unread);
            if (length > 0)
            {
                return length;
            }

            if (length == 0)
            {
                throw NoList("a value is missing");
            }

            await FillAsync(cancellation);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (!await _window.FillAsync(cancellation))
        {
            throw new EndOfStreamException($"the server ended the {listKind} too early");
        }
    }

    private InvalidDataException NoList(string why) => new($"the server answered with something other than a {listKind}: {why}");
}
