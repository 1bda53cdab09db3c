using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>YAML as tokens. The parser is asked for bare events: building its document model costs several times as much.</summary>
internal struct YamlTokens : ITokens
{
    private const string StringTag = "tag:yaml.org,2002:str";

    private readonly Parser _parser;
    private readonly StringPool _pool;
    private ParsingEvent _event;

    public YamlTokens(ArraySegment<byte> utf8, StringPool pool)
    {
        var text = new StreamReader(new MemoryStream(utf8.Array!, utf8.Offset, utf8.Count), Encoding.UTF8);
        _parser = new Parser(new Scanner(text, skipComments: true));
        _pool = pool;
        _event = new StreamStart();
    }

    public readonly TokenKind Kind => _event switch
    {
        YamlDotNet.Core.Events.Scalar => TokenKind.Scalar,
        MappingStart => TokenKind.MappingStart,
        MappingEnd => TokenKind.MappingEnd,
        SequenceStart => TokenKind.ListStart,
        SequenceEnd => TokenKind.ListEnd,
        AnchorAlias => TokenKind.Alias,
        _ => throw new BadInputException(Mark, "not valid YAML: a value is expected"),
    };

    public readonly Mark Mark => MarkOf(_event.Start);

    public readonly TreeKind ScalarKind => _event is YamlDotNet.Core.Events.Scalar scalar && IsPlain(scalar)
        ? YamlScalars.Resolve(scalar.Value)
        : TreeKind.Text;

    public readonly string Text => _event switch
    {
        YamlDotNet.Core.Events.Scalar scalar => _pool.Of(scalar.Value),
        AnchorAlias alias => alias.Value.Value,
        _ => "",
    };

    public readonly string? Anchor => _event is NodeEvent { Anchor: { IsEmpty: false } anchor } ? anchor.Value : null;

    public readonly bool IsMergeKey => _event is YamlDotNet.Core.Events.Scalar { Value: "<<" } scalar && IsPlain(scalar);

    public bool NextDocument()
    {
        while (Move())
        {
            if (_event is DocumentStart)
            {
                Next();
                return true;
            }
        }

        return false;
    }

    public void Next()
    {
        if (!Move())
        {
            throw new BadInputException(Mark, "not valid YAML: the document ends too early");
        }
    }

    // What is skipped may hold the anchor of an alias further down.
    public readonly bool TrySkip() => false;

    private static bool IsPlain(YamlDotNet.Core.Events.Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != StringTag);

    private static Mark MarkOf(YamlDotNet.Core.Mark mark) => new((int)mark.Line, (int)mark.Column);

    private bool Move()
    {
        try
        {
            if (!_parser.MoveNext())
            {
                return false;
            }

            _event = _parser.Current!;
            return true;
        }
        catch (YamlException e)
        {
            throw new BadInputException(MarkOf(e.Start), $"not valid YAML: {Sentence(e.Message)}");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or ArithmeticException
            or IndexOutOfRangeException or NullReferenceException or InvalidCastException or KeyNotFoundException or NotSupportedException)
        {
            // The library has bugs on broken input; whatever it trips over is no YAML.
            throw new BadInputException(Mark, "not valid YAML after this place");
        }
    }

    private static string Sentence(string message)
    {
        var text = message.TrimEnd('.', ' ');
        return text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : "unreadable";
    }
}
