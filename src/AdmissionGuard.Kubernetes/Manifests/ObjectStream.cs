namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Reads the objects of a file. The items of a list are decoded one by one while it is read, because a dump of a large cluster is a
/// single list.
/// </summary>
internal ref struct ObjectStream<TTokens>(TTokens tokens, DecodingContext context)
    where TTokens : ITokens, allows ref struct
{
    private TreeBuilder<TTokens> _builder = new(tokens);

    public List<Found> ReadAll()
    {
        var found = new List<Found>();
        while (_builder.NextDocument())
        {
            Read(list: null, depth: 0, found);
        }

        return found;
    }

    private void Read(ListKind? list, int depth, List<Found> found)
    {
        if (_builder.Tokens.Kind == TokenKind.MappingStart && !_builder.IsShared)
        {
            ReadObject(list, depth, found);
        }
        else
        {
            TreeObjects.Add(_builder.Build(Fields.All, depth), list, context, found);
        }
    }

    private void ReadObject(ListKind? list, int depth, List<Found> found)
    {
        _builder.Enter(depth);
        var mark = _builder.Tokens.Mark;
        var open = _builder.Open.Start();
        string? apiVersion = null;
        string? kind = null;
        Tree? merged = null;
        List<Found>? items = null;
        for (_builder.Tokens.Next(); _builder.Tokens.Kind != TokenKind.MappingEnd; _builder.Tokens.Next())
        {
            var merge = _builder.Tokens.IsMergeKey;
            var key = _builder.Key(ref open);
            _builder.Tokens.Next();
            if (merge)
            {
                merged = _builder.Build(Fields.All, depth + 1);
            }
            else if (key == "items" && IsStreamed(kind))
            {
                var place = _builder.Tokens.Mark;
                items = ReadItems(new ListKind(apiVersion, kind), depth + 1);
                _builder.Open.Add(key, Tree.List(place, []));
            }
            else if (Wanted(key, apiVersion ?? list?.ApiVersion, kind ?? list?.ItemKind) is { } wanted)
            {
                var value = _builder.Build(wanted, depth + 1);
                _builder.Open.Add(key, value);
                apiVersion = key == "apiVersion" && value.Kind == TreeKind.Text ? value.Text : apiVersion;
                kind = key == "kind" && value.Kind == TreeKind.Text ? OwnKind(value, list) : kind;
            }
            else
            {
                _builder.Skip(depth + 1);
            }
        }

        var entries = _builder.Open.CloseMapping(open);
        TreeObjects.Add(Tree.Mapping(mark, merged is null ? entries : MergeKey.Apply(entries, merged)), list, context, found, items);
    }

    // Items that come before the kind (kubectl sorts the keys) may turn out to be no list's, and then their errors are nobody's.
    private List<Found> ReadItems(ListKind list, int depth)
    {
        _builder.Enter(depth);
        var items = new List<Found>();
        for (_builder.Tokens.Next(); _builder.Tokens.Kind != TokenKind.ListEnd; _builder.Tokens.Next())
        {
            Read(list, depth + 1, items);
        }

        return items;
    }

    private readonly bool IsStreamed(string? kind) =>
        (kind is null || ListKind.IsList(kind)) && _builder.Tokens.Kind == TokenKind.ListStart && !_builder.IsShared;

    private static string OwnKind(Tree kind, ListKind? list) => list?.ItemKind is null || list.ItemKind == kind.Text
        ? kind.Text
        : throw new BadInputException(kind.Mark, $"kind: a {kind.Text} in a {list.Kind}; put it in a List");

    // The kind usually comes before all that is long. Where it does not, everything is kept until it is known.
    private readonly Fields? Wanted(string key, string? apiVersion, string? kind)
    {
        if (key is "apiVersion" or "kind" || apiVersion is null || kind is null)
        {
            return Fields.All;
        }

        return ListKind.IsList(kind) && key == "items" ? Fields.All : Kinds.Find(apiVersion, kind, context.Use)?.Fields.Under(key);
    }
}
