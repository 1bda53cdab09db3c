namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>What a <see cref="ITokens"/> stands at.</summary>
internal enum TokenKind
{
    Scalar,
    ListStart,
    ListEnd,
    MappingStart,
    MappingEnd,
    Alias,
}

/// <summary>A file as a row of tokens, YAML and JSON alike. Keys of mappings are scalars that alternate with values.</summary>
internal interface ITokens
{
    TokenKind Kind { get; }

    Mark Mark { get; }

    /// <summary>The kind of a scalar.</summary>
    TreeKind ScalarKind { get; }

    /// <summary>The text of a scalar, or the name of an alias.</summary>
    string Text { get; }

    /// <summary>The anchor that marks the value that starts here, or null.</summary>
    string? Anchor { get; }

    /// <summary>Whether this is YAML's merge key, <c>&lt;&lt;</c> without quotes.</summary>
    bool IsMergeKey { get; }

    /// <summary>Moves to the first token of the next document; false at the end.</summary>
    bool NextDocument();

    /// <summary>Moves to the next token of the document.</summary>
    void Next();

    /// <summary>Moves to the last token of the value that starts here; false when every token has to be looked at.</summary>
    bool TrySkip();
}
