using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>One served resource: its names, its verbs and what the server does with its objects.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Version">The served version, as in <c>v1</c>.</param>
/// <param name="Plural">The name in paths, as in <c>networkpolicies</c>.</param>
/// <param name="Kind">The kind of one object, as in <c>NetworkPolicy</c>.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
public sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>What most resources can do, in the order in which discovery says it.</summary>
    public static readonly IReadOnlyList<string> AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The name of one in discovery.</summary>
    public string Singular { get; init; } = Kind.ToLowerInvariant();

    /// <summary>The list's kind.</summary>
    public string ListKind { get; init; } = Kind + "List";

    /// <summary>As in <c>netpol</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>As in <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What can be done with it.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    /// <summary>As in <c>status</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>Whether <c>metadata.generation</c> counts its changes.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Whether a CustomResourceDefinition defines it.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The columns a CustomResourceDefinition asks for.</summary>
    public IReadOnlyList<PrinterColumn> PrinterColumns { get; init; } = [];

    /// <summary>The OpenAPI schema that its definition gives; null for none.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>As in <c>networking.k8s.io/v1</c>, or <c>v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Another resource's name whose objects these are too; its own by default.</summary>
    public string StoredAs { get; init; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Fields at the top of an object that are stored under other names.</summary>
    public IReadOnlyList<(string Shown, string Stored)> Renamed { get; init; } = [];

    /// <summary>The name that messages use, as in <c>networkpolicies.networking.k8s.io</c>.</summary>
    public string GroupResource { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The path that discovery of its version stands at.</summary>
    public string VersionPath => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary>Whether main updates leave the status alone.</summary>
    public bool HasStatus => Subresources.Contains("status", StringComparer.Ordinal);
}

/// <summary>A column of a custom resource's table.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
/// <param name="Path">A simple JSON path, as in <c>.status.phase</c>.</param>
/// <param name="Priority">Above zero: shown only by <c>-o wide</c>.</param>
public sealed record PrinterColumn(string Name, string Type, string Path, int Priority);
