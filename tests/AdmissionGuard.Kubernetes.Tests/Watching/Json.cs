namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>Small objects as an API server sends them.</summary>
internal static class Json
{
    /// <summary>A namespace.</summary>
    /// <param name="name">Its name; the uid is made of it.</param>
    /// <param name="version">Its resourceVersion.</param>
    /// <param name="uid">Its uid, where it is to be another.</param>
    /// <param name="more">More fields of its metadata, with a comma before them.</param>
    public static string Namespace(string name, string version = "1", string? uid = null, string more = "") =>
        $$"""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"{{name}}","uid":"{{uid ?? $"uid-{name}"}}","resourceVersion":"{{version}}"{{more}} } }""";

    /// <summary>A namespace whose labels cannot be decoded.</summary>
    public static string BadNamespace(string name, string version = "1") => Namespace(name, version, more: """,  "labels":["a"]""");

    /// <summary>A list of namespaces.</summary>
    public static string Namespaces(string version, params string[] items) => Page("NamespaceList", version, "", items);

    /// <summary>A page of a list that goes on.</summary>
    public static string Page(string kind, string version, string next, params string[] items) =>
        $$"""{"kind":"{{kind}}","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(',', items)}}]}""";

    /// <summary>A line of a watch.</summary>
    public static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}} }""";

    /// <summary>A bookmark, which lacks all that namespaces have.</summary>
    public static string Bookmark(string version) =>
        Event("BOOKMARK", $$"""{"kind":"Namespace","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}"},"spec":{},"status":{} }""");

    /// <summary>A Status.</summary>
    public static string Status(int code, string reason, string message = "no") =>
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}""";
}
