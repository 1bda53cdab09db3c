using System.Text;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Reads the content of one file, whatever the file is called.</summary>
internal static class FileContent
{
    /// <summary>What a file holds, in its order.</summary>
    /// <exception cref="BadInputException">It is neither YAML nor JSON.</exception>
    public static List<Found> Read(byte[] bytes, DecodingContext context)
    {
        var utf8 = Utf8(bytes);
        return IsJson(utf8)
            ? new ObjectStream<JsonTokens>(new JsonTokens(utf8, context.Strings), context).ReadAll()
            : new ObjectStream<YamlTokens>(new YamlTokens(utf8, context.Strings), context).ReadAll();
    }

    /// <summary>The first document of a file, whatever it is; null when there is none.</summary>
    /// <exception cref="BadInputException">It is neither YAML nor JSON.</exception>
    public static Tree? FirstDocument(byte[] bytes)
    {
        var utf8 = Utf8(bytes);
        var strings = new StringPool();
        return IsJson(utf8) ? First(new JsonTokens(utf8, strings)) : First(new YamlTokens(utf8, strings));
    }

    /// <summary>The one document of a file of YAML, JSON included; null when there is none.</summary>
    /// <exception cref="BadInputException">It is no YAML, or there are several documents.</exception>
    public static Tree? OnlyDocument(byte[] bytes)
    {
        var builder = new TreeBuilder<YamlTokens>(new YamlTokens(Utf8(bytes), new StringPool()));
        if (!builder.NextDocument())
        {
            return null;
        }

        var tree = builder.Build(Fields.All, depth: 0);
        return builder.NextDocument()
            ? throw new BadInputException(builder.Tokens.Mark, "a second document; there must be one only")
            : tree;
    }

    /// <summary>Where everything in a file stands that has been read before: its mappings by where they start.</summary>
    public static Dictionary<Mark, SourceNode> Nodes(byte[] bytes)
    {
        var utf8 = Utf8(bytes);
        var strings = new StringPool();
        return IsJson(utf8) ? SourceNode.ReadAll(new JsonTokens(utf8, strings)) : SourceNode.ReadAll(new YamlTokens(utf8, strings));
    }

    /// <summary>Where the key of a value stands, which a tree does not remember.</summary>
    /// <param name="bytes">The file that <see cref="OnlyDocument"/> has read.</param>
    /// <param name="value">The value.</param>
    public static Mark KeyOf(byte[] bytes, Tree value)
    {
        var tokens = new YamlTokens(Utf8(bytes), new StringPool());
        var before = value.Mark;
        if (tokens.NextDocument())
        {
            for (; tokens.Mark != value.Mark; tokens.Next())
            {
                before = tokens.Mark;
            }
        }

        return before;
    }

    private static Tree? First<TTokens>(TTokens tokens)
        where TTokens : ITokens, allows ref struct
    {
        var builder = new TreeBuilder<TTokens>(tokens);
        return builder.NextDocument() ? builder.Build(Fields.All, depth: 0) : null;
    }

    // As kubectl tells them apart, which goes by the content too.
    private static bool IsJson(ReadOnlySpan<byte> utf8)
    {
        var start = utf8.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && utf8[start] is (byte)'{' or (byte)'[';
    }

    private static ArraySegment<byte> Utf8(byte[] bytes)
    {
        // A shell on Windows redirects output as UTF-16.
        if (bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            var encoding = bytes[0] == 0xff ? Encoding.Unicode : Encoding.BigEndianUnicode;
            return Encoding.UTF8.GetBytes(encoding.GetString(bytes, 2, bytes.Length - 2));
        }

        var start = bytes is [0xef, 0xbb, 0xbf, ..] ? 3 : 0;
        var utf8 = new ArraySegment<byte>(bytes, start, bytes.Length - start);
        return System.Text.Unicode.Utf8.IsValid(utf8)
            ? utf8
            : throw new BadInputException(FirstInvalid(utf8), "not UTF-8; save the file in that encoding");
    }

    private static Mark FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(utf8[valid..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            valid += length;
        }

        var before = utf8[..valid];
        return new Mark(before.Count((byte)'\n') + 1, valid - before.LastIndexOf((byte)'\n'));
    }
}
