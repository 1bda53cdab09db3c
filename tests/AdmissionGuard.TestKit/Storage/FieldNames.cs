using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>The two names of fields of resources that show other resources' objects in a shape of their own.</summary>
internal static class FieldNames
{
    /// <summary>As clients of the resource see it.</summary>
    public static void Show(ResourceKind kind, JsonObject value)
    {
        foreach (var (shown, stored) in kind.Renamed)
        {
            Rename(value, stored, shown);
        }
    }

    /// <summary>As it is stored.</summary>
    public static void Store(ResourceKind kind, JsonObject value)
    {
        foreach (var (shown, stored) in kind.Renamed)
        {
            Rename(value, shown, stored);
        }
    }

    /// <summary>The stored name of a dotted path.</summary>
    public static string StoredPath(ResourceKind kind, string path)
    {
        var first = path.Split('.')[0];
        return kind.Renamed.FirstOrDefault(pair => pair.Shown == first).Stored is { } stored ? stored + path[first.Length..] : path;
    }

    private static void Rename(JsonObject value, string from, string to)
    {
        if (value.Remove(from, out var field))
        {
            value[to] = field;
        }
    }
}
