using System.Text;
using System.Text.Json;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>JSON as tokens, one document after the other.</summary>
internal ref struct JsonTokens : ITokens
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly StringPool _pool;
    private Utf8JsonReader _reader;
    private int _counted;
    private int _lines;
    private int _charsInLine;

    public JsonTokens(ReadOnlySpan<byte> utf8, StringPool pool)
    {
        _utf8 = utf8;
        _pool = pool;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = Nesting.MaxLevels });
    }

    public readonly TokenKind Kind => _reader.TokenType switch
    {
        JsonTokenType.StartObject => TokenKind.MappingStart,
        JsonTokenType.EndObject => TokenKind.MappingEnd,
        JsonTokenType.StartArray => TokenKind.ListStart,
        JsonTokenType.EndArray => TokenKind.ListEnd,
        _ => TokenKind.Scalar,
    };

    // Tokens come in ascending order, so that the lines of a file are counted once. Columns count characters as YAML's do (UTF-16): that is
    // what editors show, and what SARIF is told.
    public Mark Mark
    {
        get
        {
            var start = (int)_reader.TokenStartIndex;
            var between = _utf8[_counted..Math.Max(start, _counted)];
            var lastBreak = between.LastIndexOf((byte)'\n');
            if (lastBreak >= 0)
            {
                _lines += between.Count((byte)'\n');
                _charsInLine = 0;
            }

            _counted += between.Length;
            _charsInLine += Encoding.UTF8.GetCharCount(between[(lastBreak + 1)..]);
            return new Mark(_lines + 1, _charsInLine + 1);
        }
    }

    public readonly TreeKind ScalarKind => _reader.TokenType switch
    {
        JsonTokenType.Null => TreeKind.Null,
        JsonTokenType.True or JsonTokenType.False => TreeKind.Boolean,
        JsonTokenType.Number => TreeKind.Number,
        _ => TreeKind.Text,
    };

    public string Text
    {
        get
        {
            var utf8 = _reader.ValueSpan;
            if (utf8.Length > _pool.Buffer.Length)
            {
                return Long();
            }

            try
            {
                var length = _reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                    ? _reader.CopyString(_pool.Buffer)
                    : Encoding.UTF8.GetChars(utf8, _pool.Buffer);
                return _pool.Of(_pool.Buffer.AsSpan(0, length));
            }
            catch (InvalidOperationException)
            {
                throw HalfCharacter();
            }
        }
    }

    public readonly string? Anchor => null;

    public readonly bool IsMergeKey => false;

    public bool NextDocument() => Move();

    public void Next()
    {
        if (!Move())
        {
            throw new BadInputException(Mark, "not valid JSON: the document ends too early");
        }
    }

    public bool TrySkip()
    {
        try
        {
            _reader.Skip();
            return true;
        }
        catch (JsonException e)
        {
            throw Invalid(e);
        }
    }

    private string Long()
    {
        try
        {
            return _reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                ? _reader.GetString()!
                : Encoding.UTF8.GetString(_reader.ValueSpan);
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter();
        }
    }

    private BadInputException HalfCharacter() => new(Mark, "not valid JSON: a string with half of a surrogate pair");

    private bool Move()
    {
        try
        {
            return _reader.Read();
        }
        catch (JsonException e)
        {
            throw Invalid(e);
        }
    }

    // In words of our own: a program may be built without the framework's (UseSystemResourceKeys).
    private readonly BadInputException Invalid(JsonException e)
    {
        var line = Line((int)(e.LineNumber ?? 0));
        var bytes = Math.Min((int)(e.BytePositionInLine ?? 0), line.Length);
        var mark = new Mark((int)(e.LineNumber ?? 0) + 1, Encoding.UTF8.GetCharCount(line[..bytes]) + 1);
        var rest = line[bytes..];
        // The reader does not count the level whose opening it has just read.
        if (_reader.CurrentDepth >= Nesting.MaxLevels - 1 && rest is [(byte)'{' or (byte)'[', ..])
        {
            return Nesting.TooDeep(mark);
        }

        Rune.DecodeFromUtf8(rest, out var unexpected, out _);
        return new BadInputException(mark, rest.IsEmpty
            ? "not valid JSON: the document ends too early"
            : $"not valid JSON: unexpected {OneLine.Quote(unexpected.ToString())}");
    }

    // All from the start of a line on, counted from 0.
    private readonly ReadOnlySpan<byte> Line(int number)
    {
        var rest = _utf8;
        for (var line = 0; line < number; line++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return rest;
    }
}
