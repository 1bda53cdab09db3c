using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AdmissionGuard.Kubernetes.Manifests.Editing;

/// <summary>Reads the text of a manifest, YAML or JSON, as nodes that know their place.</summary>
internal sealed class EditTree
{
    private readonly string _text;
    private readonly Parser _parser;

    private EditTree(string text) => (_text, _parser) = (text, new Parser(new Scanner(new StringReader(text), skipComments: true)));

    /// <summary>The documents of a text.</summary>
    /// <exception cref="UneditableException">It is no YAML any more: an edit has gone wrong.</exception>
    public static List<EditNode> Documents(string text)
    {
        try
        {
            return [.. new EditTree(text).Read()];
        }
        catch (YamlException)
        {
            throw new UneditableException("its text is written in a way that only a person can correct");
        }
    }

    private IEnumerable<EditNode> Read()
    {
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart)
            {
                Next();
                yield return ReadValue();
            }
        }
    }

    // Starts at the first event of a node and ends at its last one.
    private EditNode ReadValue() => _parser.Current switch
    {
        MappingStart start => ReadMapping(start),
        SequenceStart start => ReadList(start),
        YamlDotNet.Core.Events.Scalar scalar => ReadScalar(scalar),
        AnchorAlias alias => new EditNode
        {
            Kind = TreeKind.Null,
            Start = (int)alias.Start.Index,
            End = (int)alias.End.Index,
            Line = (int)alias.Start.Line,
            Indent = (int)alias.Start.Column - 1,
            IsShared = true,
        },
        var other => throw new InvalidOperationException($"a value is expected, not {other}"),
    };

    private EditNode ReadMapping(MappingStart start)
    {
        var entries = new List<(EditNode Key, EditNode Value)>();
        for (Next(); _parser.Current is not MappingEnd; Next())
        {
            var key = ReadValue();
            Next();
            entries.Add((key, ReadValue()));
        }

        var isFlow = start.Style == MappingStyle.Flow;
        return new EditNode
        {
            Kind = TreeKind.Mapping,
            Start = (int)start.Start.Index,
            End = isFlow ? BehindBracket() : entries.Count == 0 ? (int)start.Start.Index : Math.Max(entries[^1].Value.End, entries[^1].Key.End + 1),
            Line = (int)start.Start.Line,
            Indent = (int)start.Start.Column - 1,
            IsFlow = isFlow,
            IsShared = !start.Anchor.IsEmpty || entries.Exists(entry => entry.Key.Text == "<<" || entry.Key.IsShared),
            Entries = entries,
        };
    }

    private EditNode ReadList(SequenceStart start)
    {
        var items = new List<EditNode>();
        for (Next(); _parser.Current is not SequenceEnd; Next())
        {
            items.Add(ReadValue());
        }

        var isFlow = start.Style == SequenceStyle.Flow;
        return new EditNode
        {
            Kind = TreeKind.List,
            Start = (int)start.Start.Index,
            End = isFlow ? BehindBracket() : items.Count == 0 ? (int)start.Start.Index : items[^1].End,
            Line = (int)start.Start.Line,
            Indent = (int)start.Start.Column - 1,
            IsFlow = isFlow,
            IsShared = !start.Anchor.IsEmpty,
            Items = items,
        };
    }

    private static EditNode ReadScalar(YamlDotNet.Core.Events.Scalar scalar) => new()
    {
        Kind = scalar.Style == ScalarStyle.Plain ? YamlScalars.Resolve(scalar.Value) : TreeKind.Text,
        Start = (int)scalar.Start.Index,
        End = (int)scalar.End.Index,
        Line = (int)scalar.Start.Line,
        Indent = (int)scalar.Start.Column - 1,
        IsShared = !scalar.Anchor.IsEmpty,
        Text = scalar.Value,
    };

    // The library's mark of a closing bracket may stand before it.
    private int BehindBracket() => _text.AsSpan((int)_parser.Current!.Start.Index).IndexOfAny(']', '}') + (int)_parser.Current.Start.Index + 1;

    private void Next() => _parser.MoveNext();
}
