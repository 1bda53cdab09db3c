using System.Text.RegularExpressions;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>One kubeconfig, YAML or JSON. What it says of a cluster or a user is decoded when that one is chosen.</summary>
internal sealed partial class KubeconfigFile
{
    private readonly Tree? _root;

    private KubeconfigFile(string path, Tree? root)
    {
        Path = path;
        _root = root;
        CurrentContext = Guard(() => KubeconfigText.Of(root.Field("current-context"))) is { Length: > 0 } name ? name : null;
        Clusters = Entries("clusters", "cluster");
        Users = Entries("users", "user");
        Contexts = Entries("contexts", "context");
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    public string? CurrentContext { get; }

    public IReadOnlyList<KubeconfigEntry> Clusters { get; }

    public IReadOnlyList<KubeconfigEntry> Users { get; }

    public IReadOnlyList<KubeconfigEntry> Contexts { get; }

    public static KubeconfigFile Read(string path)
    {
        var bytes = FileReads.All(path, OneLine.Of(path));
        Tree? root;
        try
        {
            root = FileContent.FirstDocument(bytes);
        }
        catch (BadInputException e)
        {
            // What a parser quotes may be anything: a token behind an asterisk is an alias to it.
            throw Failure(new BadInputException(e.Mark, Quoted().Replace(e.Message, Secret.Redacted)), path);
        }

        return new KubeconfigFile(path, root);
    }

    /// <summary>Decodes a part of this file; an error names the file, the line and the field.</summary>
    public T Guard<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (BadInputException e)
        {
            throw Failure(_root is null ? e : e.Within(_root), Path);
        }
    }

    /// <summary>What messages call a field.</summary>
    public string Setting(Tree at, string? field = null)
    {
        var path = _root is null ? null : TreePath.Find(_root, at);
        return $"{Path}: {(field is null ? path : $"{path}.{field}")}";
    }

    /// <summary>A path in this file: relative ones start where the file is.</summary>
    public string Resolve(string path) =>
        System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);

    // The message goes on, the exception does not: what it was read from may hold secrets.
    private static ConnectionException Failure(BadInputException e, string path) => new(OneLine.Of(e.In(path).Message));

    [GeneratedRegex("""["'`].*["'`]""", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    private List<KubeconfigEntry> Entries(string list, string field) => Guard(() =>
    {
        var entries = new List<KubeconfigEntry>();
        foreach (var item in _root.Field(list).List())
        {
            var name = KubeconfigText.Of(item.Field("name"));
            if (name is not { Length: > 0 })
            {
                throw new BadInputException(item, "name", "is missing; give this entry a name");
            }

            if (entries.Any(entry => entry.Name == name))
            {
                throw new BadInputException(item, "name", $"{OneLine.Quote(name)} appears twice in this list; remove one of them");
            }

            entries.Add(new KubeconfigEntry(this, name, item, item.Field(field)));
        }

        return entries;
    });
}

/// <summary>A named entry of one of the lists of a kubeconfig.</summary>
/// <param name="File">Where it stands: its relative paths start there.</param>
/// <param name="Name">Its name.</param>
/// <param name="Item">The item of the list.</param>
/// <param name="Value">What it says; null when it says nothing.</param>
internal sealed record KubeconfigEntry(KubeconfigFile File, string Name, Tree Item, Tree? Value)
{
    /// <summary>A text field; null when it is missing or empty, which are one case for kubectl.</summary>
    public string? Text(string field) => KubeconfigText.Of(Value.Field(field)) is { Length: > 0 } text ? text : null;

    /// <summary>Something is wrong with a field that may be missing.</summary>
    public BadInputException Error(string field, string problem) => new(Value ?? Item, field, problem);

    /// <summary>What messages call a field.</summary>
    public string Setting(string field) => File.Setting(Value ?? Item, field);

    /// <summary>A field that names a file or holds its content; where both are there the content counts.</summary>
    public ContentSource? Content(string field)
    {
        var dataField = $"{field}-data";
        if (Text(dataField) is { } data)
        {
            return ContentSource.OfData(Decode(data, dataField), Setting(dataField));
        }

        return Text(field) is { } path ? ContentSource.OfFile(File.Resolve(path), Setting(field)) : null;
    }

    private byte[] Decode(string data, string field)
    {
        try
        {
            return Convert.FromBase64String(data);
        }
        catch (FormatException)
        {
            throw Error(field, "not base64; write it with 'base64 -w0 FILE', or name the file with the field without -data");
        }
    }
}
