namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>A place in a file, counted from 1; columns count characters in YAML and bytes in JSON.</summary>
internal readonly record struct Mark(int Line, int Column);

/// <summary>Bad input inside one file, whose name is added where it is known.</summary>
/// <param name="mark">Where it is.</param>
/// <param name="problem">What is wrong and what to do.</param>
internal sealed class BadInputException(Mark mark, string problem) : Exception(problem)
{
    public BadInputException(Tree at, string problem)
        : this(at, field: null, problem)
    {
    }

    /// <summary>Bad input in a field of <paramref name="at"/> that need not exist, or in <paramref name="at"/> itself.</summary>
    public BadInputException(Tree at, string? field, string problem)
        : this(at.Mark, problem)
    {
        At = at;
        Field = field;
    }

    public Mark Mark { get; } = mark;

    private Tree? At { get; }

    private string? Field { get; }

    /// <summary>
    /// The same with the path that leads to the field. Paths are searched for only when something is wrong, so that decoding need not
    /// carry them along.
    /// </summary>
    public BadInputException Within(Tree root)
    {
        if (At is null || TreePath.Find(root, At) is not { } path)
        {
            return this;
        }

        var full = Field is null ? path : path.Length == 0 ? Field : $"{path}.{Field}";
        return full.Length == 0 ? new BadInputException(Mark, Message) : new BadInputException(Mark, $"{full}: {Message}");
    }

    public ManifestException In(string file) => new($"{file}:{Mark.Line}:{Mark.Column}: {OneLine.Of(Message)}", this);
}
