using System.Collections.Frozen;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Http;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>
/// The matchConditions that this server can evaluate: it reads no CEL, it knows these texts. Every other text is an error where the
/// configuration is written, so that no test passes because a condition was not understood.
/// </summary>
public static class MatchConditions
{
    /// <summary>Skips updates that change no spec.</summary>
    public const string SpecChanges =
        """request.operation != "UPDATE" || object.metadata.generation != oldObject.metadata.generation""";

    /// <summary>Skips what the namespace controller deletes.</summary>
    public const string NotTheNamespaceController =
        """request.operation != "DELETE" || request.userInfo.username != "system:serviceaccount:kube-system:namespace-controller""" + "\"";

    private static readonly FrozenDictionary<string, Func<AdmissionRequest, bool>> Known =
        new Dictionary<string, Func<AdmissionRequest, bool>>(StringComparer.Ordinal)
        {
            [SpecChanges] = HasSpecChanges,
            [Single(SpecChanges)] = HasSpecChanges,
            [NotTheNamespaceController] = IsNotByNamespaceController,
            [Single(NotTheNamespaceController)] = IsNotByNamespaceController,
        }.ToFrozenDictionary();

    /// <summary>Whether a text is one of those that are known.</summary>
    public static bool IsKnown(string expression) => Known.ContainsKey(expression);

    /// <summary>Whether a condition holds for a request.</summary>
    /// <exception cref="ApiStatusException">The text is not known: it was stored past every check.</exception>
    internal static bool Holds(string expression, AdmissionRequest request) => Known.TryGetValue(expression, out var condition)
        ? condition(request)
        : throw new ApiStatusException(
            new ApiStatus(500, "InternalError", $"the test server does not know the matchCondition: {expression}"));

    private static bool HasSpecChanges(AdmissionRequest request) =>
        request.Operation != "UPDATE" || Generation(request.Object) != Generation(request.OldObject);

    private static bool IsNotByNamespaceController(AdmissionRequest request) =>
        request.Operation != "DELETE" || request.User.Name != "system:serviceaccount:kube-system:namespace-controller";

    private static string? Generation(JsonObject? value) => value?["metadata"]?["generation"]?.ToJsonString();

    // CEL takes either quotation mark.
    private static string Single(string expression) => expression.Replace('"', '\'');
}
