namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// Builds trees from tokens: only the wanted fields, aliases resolved, duplicate keys refused. Each method starts at the first token of
/// a value and ends at its last one.
/// </summary>
internal ref struct TreeBuilder<TTokens>(TTokens tokens)
    where TTokens : ITokens, allows ref struct
{
    /// <summary>Where the builder stands.</summary>
    public TTokens Tokens = tokens;

    // A tree that is null is still being built: an alias to it would make it hold itself.
    private Dictionary<string, Tree?>? _anchors;
    private long _aliased;

    /// <summary>What is being built.</summary>
    public OpenMappings Open { get; } = new();

    public bool NextDocument()
    {
        _anchors?.Clear();
        return Tokens.NextDocument();
    }

    /// <summary>Whether the value that starts here has to be built whole, because an alias may ask for any part of it.</summary>
    public bool IsShared => Tokens.Anchor is not null || Tokens.Kind == TokenKind.Alias;

    /// <summary>Builds the value that starts here.</summary>
    /// <param name="wanted">Which fields of it.</param>
    /// <param name="depth">How many levels lie above it.</param>
    public Tree Build(Fields wanted, int depth)
    {
        if (Tokens.Anchor is not { } anchor)
        {
            return BuildBare(wanted, depth);
        }

        _anchors ??= new Dictionary<string, Tree?>(StringComparer.Ordinal);
        _anchors[anchor] = null;
        var tree = BuildBare(Fields.All, depth);
        _anchors[anchor] = tree;
        return tree;
    }

    /// <summary>Moves past a value that nobody wants, but remembers the anchors in it.</summary>
    public void Skip(int depth)
    {
        if (Tokens.TrySkip())
        {
            return;
        }

        var open = 0;
        do
        {
            if (open > 0)
            {
                Tokens.Next();
            }

            if (Tokens.Anchor is not null)
            {
                Build(Fields.All, depth + open);
                continue;
            }

            var kind = Tokens.Kind;
            if (kind == TokenKind.Alias)
            {
                Anchored();
            }
            else if (kind is TokenKind.MappingStart or TokenKind.ListStart)
            {
                Enter(depth + open++);
            }
            else if (kind is TokenKind.MappingEnd or TokenKind.ListEnd)
            {
                open--;
            }
        }
        while (open > 0);
    }

    /// <summary>Reads the key that stands here.</summary>
    public string Key(ref OpenMappings.Open open)
    {
        var isName = Tokens.Kind is TokenKind.Scalar or TokenKind.Alias;
        var shared = isName && IsShared ? Build(Fields.All, depth: 0) : null;
        if (!isName || shared is { Kind: TreeKind.List or TreeKind.Mapping })
        {
            throw new BadInputException(Tokens.Mark, "a key must be a string");
        }

        var key = shared?.Text ?? Tokens.Text;
        if ((shared?.Kind ?? Tokens.ScalarKind) == TreeKind.Boolean)
        {
            // kubectl turns YAML into JSON, and with it a key yes into "true".
            key = YamlScalars.IsTrue(key) ? "true" : "false";
        }

        if (!Open.AddKey(ref open, key))
        {
            throw new BadInputException(Tokens.Mark, $"key {OneLine.Quote(key)} appears twice in one mapping; remove one of them");
        }

        return key;
    }

    /// <summary>Checks that a value may start here.</summary>
    public void Enter(int depth)
    {
        if (depth >= Nesting.MaxLevels)
        {
            throw Nesting.TooDeep(Tokens.Mark);
        }
    }

    private Tree BuildBare(Fields wanted, int depth) => Tokens.Kind switch
    {
        TokenKind.Scalar => Tree.Scalar(Tokens.ScalarKind, Tokens.Mark, Tokens.Text),
        TokenKind.MappingStart => BuildMapping(wanted, depth),
        TokenKind.ListStart => BuildList(wanted, depth),
        TokenKind.Alias => Resolve(depth),
        _ => throw new BadInputException(Tokens.Mark, "a value is expected"),
    };

    private Tree BuildMapping(Fields wanted, int depth)
    {
        Enter(depth);
        var mark = Tokens.Mark;
        var open = Open.Start();
        Tree? merged = null;
        for (Tokens.Next(); Tokens.Kind != TokenKind.MappingEnd; Tokens.Next())
        {
            var merge = Tokens.IsMergeKey;
            var key = Key(ref open);
            Tokens.Next();
            if (merge)
            {
                merged = Build(Fields.All, depth + 1);
            }
            else if (wanted.Under(key) is { } under)
            {
                Open.Add(key, Build(under, depth + 1));
            }
            else
            {
                Skip(depth + 1);
            }
        }

        var entries = Open.CloseMapping(open);
        return Tree.Mapping(mark, merged is null ? entries : MergeKey.Apply(entries, merged));
    }

    private Tree BuildList(Fields wanted, int depth)
    {
        Enter(depth);
        var mark = Tokens.Mark;
        var open = Open.Start();
        for (Tokens.Next(); Tokens.Kind != TokenKind.ListEnd; Tokens.Next())
        {
            Open.Add("", Build(wanted, depth + 1));
        }

        return Tree.List(mark, Open.CloseList(open));
    }

    private Tree Resolve(int depth)
    {
        var tree = Anchored();
        _aliased += tree.Size;
        if (_aliased > Nesting.MaxAliased)
        {
            throw Nesting.TooManyAliases(Tokens.Mark);
        }

        return depth + tree.Height < Nesting.MaxLevels ? tree : throw Nesting.TooDeep(Tokens.Mark);
    }

    // What the alias that stands here stands for.
    private Tree Anchored()
    {
        var name = Tokens.Text;
        Tree? tree = null;
        if (_anchors is null || !_anchors.TryGetValue(name, out tree))
        {
            throw new BadInputException(Tokens.Mark, $"no anchor {OneLine.Quote(name)} before this alias");
        }

        return tree ?? throw new BadInputException(Tokens.Mark, $"anchor {OneLine.Quote(name)} contains itself");
    }
}
