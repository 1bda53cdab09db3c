namespace AdmissionGuard.TestKit.Access;

/// <summary>What somebody wants to do.</summary>
/// <param name="Verb">As in <c>list</c>.</param>
/// <param name="Group">The API group of a resource.</param>
/// <param name="Resource">Empty when it is about a path.</param>
/// <param name="Subresource">Empty for the object itself.</param>
/// <param name="Namespace">Empty for all.</param>
/// <param name="Name">Empty for no one object.</param>
/// <param name="Path">The path, when it is about no resource.</param>
public sealed record AccessRequest(
    string Verb, string Group, string Resource, string Subresource, string Namespace, string Name, string Path)
{
    /// <summary>The resource as rules name it, as in <c>pods/status</c>.</summary>
    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";

    /// <summary>About a path such as <c>/version</c>.</summary>
    public static AccessRequest ForPath(string verb, string path) => new(verb, "", "", "", "", "", path);
}
