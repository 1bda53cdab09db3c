using System.Collections.Immutable;

namespace AdmissionGuard.TestKit.Access;

/// <summary>Somebody whom the server knows.</summary>
/// <param name="Name">As in <c>alice</c>.</param>
/// <param name="Groups">Without those that every user has.</param>
public sealed record ApiUser(string Name, params IReadOnlyList<string> Groups)
{
    /// <summary>May do everything.</summary>
    public const string Masters = "system:masters";

    /// <summary>The user that every server has.</summary>
    public static readonly ApiUser Admin = new("admin", Masters);

    /// <summary>What a token file would say; empty for none.</summary>
    public string Uid { get; init; } = "";

    /// <summary>What else authentication says of the user, such as which certificate it was; webhooks see it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } =
        ImmutableDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>The bearer token; null for a user with a client certificate.</summary>
    public string? Token { get; init; }

    /// <summary>With the credential that was shown, as kube-apiserver names it: <c>X509SHA256=…</c>, <c>JTI=…</c>.</summary>
    public ApiUser WithCredential(string id) => this with
    {
        Extra = ImmutableDictionary<string, IReadOnlyList<string>>.Empty.Add("authentication.kubernetes.io/credential-id", [id]),
    };

    /// <summary>With the group that every authenticated user has.</summary>
    public IReadOnlyList<string> AllGroups =>
        Groups.Contains("system:authenticated", StringComparer.Ordinal) ? Groups : [.. Groups, "system:authenticated"];

    /// <summary>A service account as its token shows it.</summary>
    public static ApiUser ServiceAccount(string @namespace, string name) =>
        new($"system:serviceaccount:{@namespace}:{name}", "system:serviceaccounts", $"system:serviceaccounts:{@namespace}");
}
