using System.Collections.Immutable;

namespace AdmissionGuard.TestKit.Objects.Shapes;

/// <summary>What a value of the API may be.</summary>
public enum ShapeKind
{
    /// <summary>Anything: a custom resource's fields and what nobody has described here.</summary>
    Any,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A whole number or a string, such as a port.</summary>
    IntegerOrText,

    /// <summary>Any number of keys, all with the same kind of value; written sorted.</summary>
    Map,

    /// <summary>Named fields, written in the order in which Kubernetes declares them.</summary>
    Structure,

    /// <summary>A list.</summary>
    List,
}

/// <summary>When a field is written, as the tags of Kubernetes' Go types say it.</summary>
public enum Presence
{
    /// <summary>When it is there: a pointer.</summary>
    WhenGiven,

    /// <summary>When it is neither empty nor zero: a value with <c>omitempty</c>.</summary>
    WhenNotEmpty,

    /// <summary>Always: a structure by value, or a value without <c>omitempty</c>.</summary>
    Always,
}

/// <summary>One field of a structure.</summary>
public sealed record Field(string Name, Shape Shape, Presence Presence);

/// <summary>
/// The shape of a value: which fields it has and in which order they are written, which lists are merged by which key, and what is replaced
/// as a whole. One table serves decoding, writing, strategic merge patches and the ownership of fields.
/// </summary>
public sealed record Shape(ShapeKind Kind)
{
    /// <summary>Anything.</summary>
    public static readonly Shape Any = new(ShapeKind.Any);

    /// <summary>A string.</summary>
    public static readonly Shape Text = new(ShapeKind.Text) { GoType = "string" };

    /// <summary>A whole number.</summary>
    public static readonly Shape Integer = new(ShapeKind.Integer) { GoType = "int32" };

    /// <summary>True or false.</summary>
    public static readonly Shape Flag = new(ShapeKind.Flag) { GoType = "bool" };

    /// <summary>A whole number or a string.</summary>
    public static readonly Shape IntegerOrText = new(ShapeKind.IntegerOrText) { GoType = "intstr.IntOrString" };

    /// <summary>Strings by string: labels, annotations.</summary>
    public static readonly Shape Texts = new(ShapeKind.Map) { Element = Text, GoType = "map[string]string" };

    /// <summary>What decoding errors call it.</summary>
    public string GoType { get; init; } = "interface {}";

    /// <summary>A structure's fields in the order in which they are written.</summary>
    public ImmutableArray<Field> Fields { get; init; } = [];

    /// <summary>The shape of a list's or a map's values.</summary>
    public Shape? Element { get; init; }

    /// <summary>Owned and replaced as a whole (<c>x-kubernetes-map-type</c>, <c>x-kubernetes-list-type: atomic</c>).</summary>
    public bool IsAtomic { get; init; }

    /// <summary>A list's keys for server-side apply (<c>x-kubernetes-list-map-keys</c>); empty when it has none.</summary>
    public ImmutableArray<string> ListKeys { get; init; } = [];

    /// <summary>A list's key for strategic merge patches (<c>patchMergeKey</c>); null when the list is replaced.</summary>
    public string? MergeKey { get; init; }

    /// <summary>A list of strings that is a set: merged, not replaced.</summary>
    public bool IsSet { get; init; }

    /// <summary>Whether fields that are not listed pass: what is described only in part.</summary>
    public bool IsOpen { get; init; }

    /// <summary>A structure with all of its fields.</summary>
    public static Shape Structure(string goType, params ImmutableArray<Field> fields) =>
        new(ShapeKind.Structure) { GoType = goType, Fields = fields };

    /// <summary>A list that is replaced as a whole.</summary>
    public static Shape List(Shape element) =>
        new(ShapeKind.List) { Element = element, IsAtomic = true, GoType = $"[]{element.GoType}" };

    /// <summary>A list of strings in which each stands once.</summary>
    public static Shape Set() => new(ShapeKind.List) { Element = Text, IsSet = true, GoType = "[]string" };

    /// <summary>A list whose items are told apart by keys; the first is the one of strategic merge patches.</summary>
    public static Shape Keyed(Shape element, params ImmutableArray<string> keys) =>
        new(ShapeKind.List) { Element = element, ListKeys = keys, MergeKey = keys[0], GoType = $"[]{element.GoType}" };

    /// <summary>The shape of a field of this value; <see cref="Any"/> when nobody has described it.</summary>
    public Shape FieldShape(string name) => Find(name)?.Shape ?? (Kind == ShapeKind.Map ? Element! : Any);

    /// <summary>A structure's field; null when it has none of that name.</summary>
    public Field? Find(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>A field that is written when it is there.</summary>
    public Field Optional(string name) => new(name, this, Presence.WhenGiven);

    /// <summary>A field that is written when it is not empty.</summary>
    public Field Named(string name) => new(name, this, Presence.WhenNotEmpty);

    /// <summary>A field that is always written.</summary>
    public Field Always(string name) => new(name, this, Presence.Always);
}
