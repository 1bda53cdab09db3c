using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Access;

/// <summary>The roles that every cluster has from the beginning, as far as anybody here needs them.</summary>
internal static class DefaultRoles
{
    public static IEnumerable<JsonObject> All =>
    [
        Role("cluster-admin", """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""", """{"nonResourceURLs":["*"],"verbs":["*"]}"""),
        Role(
            "system:discovery",
            """
            {"verbs":["get"],"nonResourceURLs":["/api","/api/*","/apis","/apis/*","/healthz","/livez","/openapi","/openapi/*","/readyz",
            "/version","/version/"]}
            """),
        Role(
            "system:basic-user",
            """
            {"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews","selfsubjectrulesreviews"],
             "verbs":["create"]}
            """,
            """{"apiGroups":["authentication.k8s.io"],"resources":["selfsubjectreviews"],"verbs":["create"]}"""),
        Binding("cluster-admin", ApiUser.Masters),
        Binding("system:discovery", "system:authenticated"),
        Binding("system:basic-user", "system:authenticated"),
    ];

    private static JsonObject Role(string name, params string[] rules) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["rules"] = new JsonArray([.. rules.Select(rule => JsonNode.Parse(rule))]),
    };

    private static JsonObject Binding(string role, string group) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = new JsonObject { ["name"] = role },
        ["roleRef"] = new JsonObject
        {
            ["apiGroup"] = "rbac.authorization.k8s.io",
            ["kind"] = "ClusterRole",
            ["name"] = role,
        },
        ["subjects"] = new JsonArray(
            new JsonObject { ["kind"] = "Group", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = group }),
    };
}
