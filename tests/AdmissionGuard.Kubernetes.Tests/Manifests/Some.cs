namespace AdmissionGuard.Kubernetes.Tests.Manifests;

/// <summary>Small manifests.</summary>
internal static class Some
{
    /// <summary>A policy of namespace shop whose spec is YAML, written from the margin; it starts on line 4.</summary>
    public static string Policy(string spec, string name = "web") =>
        $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n{Indented(spec)}";

    /// <summary>A pod of namespace shop whose other fields are YAML, written from the margin.</summary>
    public static string Pod(string rest, string name = "web-1") =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\n{rest}\n";

    /// <summary>A workload of namespace shop.</summary>
    public static string Workload(string kind, string name, string rest = "", string group = "apps/v1") =>
        $"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\n"
        + (rest.Length > 0 ? rest : "spec: {template: {metadata: {labels: {app: web}}}}") + "\n";

    /// <summary>A pod of namespace shop that somebody owns.</summary>
    public static string Owned(string name, string ownerKind, string ownerName, string labels = "") =>
        $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: shop\n  labels: {{{labels}}}\n"
        + $"  ownerReferences:\n  - {{kind: {ownerKind}, name: {ownerName}, controller: true}}\n";

    /// <summary>Several documents in one file.</summary>
    public static string Documents(params string[] documents) => string.Join("\n---\n", documents);

    private static string Indented(string text) => string.Concat(text.Split('\n').Select(line => $"  {line}\n"));
}
