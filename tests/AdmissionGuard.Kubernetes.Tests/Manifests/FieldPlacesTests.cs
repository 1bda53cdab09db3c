using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class FieldPlacesTests
{
    private const string Yaml =
        """
        # a comment
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          labels: {app.kubernetes.io/name: web}
        spec:
          podSelector: {}
          ingress:
          - ports:
            - port: 80
          - from:
            - podSelector: {}
            - namespaceSelector:
                matchLabels: {a: b}
        """;

    [Theory]
    [InlineData("spec.ingress", 9, 3)]
    [InlineData("spec.ingress[1].from[1]", 14, 7)]
    [InlineData("spec.ingress[1].from[1].namespaceSelector.matchLabels[a]", 15, 23)]
    [InlineData("metadata.labels[app.kubernetes.io/name]", 6, 12)]
    [InlineData("metadata.namespace", 4, 1)]
    [InlineData("spec.egress[3].to[0]", 7, 1)]
    [InlineData("spec.ingress[9]", 9, 3)]
    [InlineData("status", 2, 1)]
    public void A_field_or_its_nearest_parent_is_found_in_yaml(string field, int line, int column) =>
        Assert.Equal((line, column), Place(Yaml, field));

    [Fact]
    public void A_field_is_found_in_json_and_in_a_list() => Assert.Equal((4, 5), Place(
        """
        {"apiVersion": "v1", "kind": "List", "items": [
          {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "other"}, "spec": {"podSelector": {}}},
          {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "web"}, "spec": {"podSelector": {},
            "ingress": [{}]}}]}
        """,
        "spec.ingress"));

    [Fact]
    public void What_an_alias_stands_for_is_shown_where_the_alias_is() => Assert.Equal((6, 13), Place(
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web}
        spec:
          podSelector: &all {matchLabels: {a: b}}
          ingress: [{from: [{podSelector: *all}]}]
        """,
        "spec.ingress[0]"));

    [Fact]
    public void Of_a_cluster_only_the_policy_s_own_place_is_known()
    {
        var reading = Folder.Of(Yaml);

        Assert.Equal(2, reading.Places.Find(reading.State.Policies[0], "spec.ingress")!.Line);
    }

    private static (int Line, int Column) Place(string text, string field)
    {
        var reading = Folder.Of(text, ManifestUse.Change);
        var place = reading.Places.Find(reading.State.Policies.Single(policy => policy.Key.Name == "web"), field)!;
        return (place.Line, place.Column);
    }
}
