using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Http;

/// <summary>What a path below <c>/api/V</c> or <c>/apis/G/V</c> names.</summary>
/// <param name="Kind">The resource.</param>
/// <param name="Namespace">Empty for all namespaces and for objects of the cluster.</param>
/// <param name="Name">Empty for the collection.</param>
/// <param name="Subresource">As in <c>status</c>; empty for the object itself.</param>
public sealed record RequestPath(ResourceKind Kind, string Namespace, string Name, string Subresource)
{
    /// <summary>Reads a path; null when it names no resource that is served.</summary>
    public static RequestPath? Parse(string path, ServedResources served)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return parts switch
        {
            ["api", var version, .. var rest] => InVersion(served, "", version, rest),
            ["apis", var group, var version, .. var rest] => InVersion(served, group, version, rest),
            _ => null,
        };
    }

    private static RequestPath? InVersion(ServedResources served, string group, string version, string[] rest)
    {
        RequestPath? At(string plural, string @namespace, string name, string subresource) =>
            served.Find(group, version, plural) is { } kind && kind.Namespaced | @namespace.Length == 0
                ? new(kind, @namespace, name, subresource)
                : null;

        return rest switch
        {
            // A namespace and its own subresources come before what lies in it.
            ["namespaces", var name] => At("namespaces", "", name, ""),
            ["namespaces", var name, "status" or "finalize"] => At("namespaces", "", name, rest[2]),
            ["namespaces", var space, var plural] => At(plural, space, "", ""),
            ["namespaces", var space, var plural, var name] => At(plural, space, name, ""),
            ["namespaces", var space, var plural, var name, var subresource] => At(plural, space, name, subresource),
            [var plural] => At(plural, "", "", ""),
            [var plural, var name] => At(plural, "", name, ""),
            [var plural, var name, var subresource] => At(plural, "", name, subresource),
            _ => null,
        };
    }
}
