using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Access;

/// <summary>Who may do what: the RBAC objects in the store, read anew for each request of a user who is no master.</summary>
public sealed class Authorization(ObjectStore store)
{
    private readonly ConcurrentDictionary<string, bool> _takenAway = new(StringComparer.Ordinal);

    /// <summary>Lets a user do nothing any more, whatever roles say.</summary>
    public void TakeAway(string user) => _takenAway[user] = true;

    /// <summary>Undoes <see cref="TakeAway"/>.</summary>
    public void GiveBack(string user) => _takenAway.TryRemove(user, out _);

    /// <summary>Whether a user may do something.</summary>
    public bool Allows(ApiUser user, AccessRequest request) =>
        !_takenAway.ContainsKey(user.Name)
        && (user.Groups.Contains(ApiUser.Masters, StringComparer.Ordinal)
            || RulesFor(user, request.Namespace).Any(rule => rule.Allows(request)));

    /// <summary>The rules that hold for a user: those of the cluster, and those of one namespace.</summary>
    internal IEnumerable<AccessRule> RulesFor(ApiUser user, string @namespace)
    {
        if (_takenAway.ContainsKey(user.Name))
        {
            return [];
        }

        var bindings = store.Read(BuiltInResources.ClusterRoleBindings).Objects.AsEnumerable();
        if (@namespace.Length > 0)
        {
            bindings = bindings.Concat(store.Read(BuiltInResources.RoleBindings).In(@namespace));
        }

        return bindings.SelectMany(binding => RulesOf(binding, user));
    }

    private IEnumerable<AccessRule> RulesOf(StoredObject binding, ApiUser user)
    {
        var node = binding.ToNode();
        var subjects = (node["subjects"] as JsonArray ?? []).OfType<JsonObject>();
        if (!subjects.Any(subject => Means(subject, user)))
        {
            return [];
        }

        var name = (string?)node["roleRef"]?["name"] ?? "";
        var role = (string?)node["roleRef"]?["kind"] == "Role"
            ? store.Find(BuiltInResources.Roles, binding.Namespace, name)
            : store.Find(BuiltInResources.ClusterRoles, "", name);
        return (role?.ToNode()["rules"] as JsonArray ?? []).OfType<JsonObject>().Select(AccessRule.Read);
    }

    private static bool Means(JsonObject subject, ApiUser user)
    {
        var name = (string?)subject["name"] ?? "";
        return (string?)subject["kind"] switch
        {
            "User" => user.Name == name,
            "Group" => user.AllGroups.Contains(name, StringComparer.Ordinal),
            "ServiceAccount" => user.Name == $"system:serviceaccount:{subject["namespace"]}:{name}",
            _ => false,
        };
    }
}
