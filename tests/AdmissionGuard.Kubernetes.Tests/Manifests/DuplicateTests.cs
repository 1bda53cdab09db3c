using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class DuplicateTests
{
    [Fact]
    public void Of_two_different_policies_of_one_name_the_last_counts_and_a_note_says_so()
    {
        using var folder = new Folder().With("a.yaml", $"#\n#\n{Some.Policy("ingress: []")}").With("b.yaml", Some.Policy("ingress: [{}]"));
        var reading = folder.Read(ManifestUse.Change);
        Assert.Single(Assert.Single(reading.State.Policies).Spec.Ingress);
        Assert.Equal(["NetworkPolicy shop/web is defined twice, in a.yaml:3 and b.yaml:1; the last one counts"], reading.Notes);
        Assert.Equal(2, reading.Objects);
    }

    [Fact]
    public void The_same_policy_twice_is_one()
    {
        var reading = Folder.Of(Some.Documents(Some.Policy("ingress: []"), Some.Policy("ingress: []")));
        Assert.Single(reading.State.Policies);
        Assert.Empty(reading.Notes);
    }

    [Theory]
    [InlineData("status: {podIP: 10.0.0.1}", "status: {podIPs: [{ip: 10.0.0.1}]}", true)]
    [InlineData("status: {podIP: 10.0.0.1}", "status: {podIP: 10.0.0.2}", false)]
    [InlineData("spec: {hostNetwork: true}", "", false)]
    public void Pods_are_compared_by_what_matters(string one, string other, bool same) =>
        Assert.Equal(same, Folder.Of(Some.Documents(Some.Pod(one), Some.Pod(other))).Notes.IsEmpty);

    [Fact]
    public void Workloads_services_nodes_and_namespaces_are_compared_too()
    {
        string[] texts =
        [
            Some.Workload("Deployment", "web"), Some.Workload("Deployment", "idle", "spec: {replicas: 0}"),
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {a: b}, ports: [{port: 1}], clusterIP: 10.0.0.1}\n",
            "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {addresses: [{type: InternalIP, address: 10.0.0.1}]}\n",
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
        ];
        Assert.Empty(Folder.Of(Some.Documents([.. texts, .. texts])).Notes);
        var notes = Folder.Of(Some.Documents([.. texts, "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {b: c}}\n"])).Notes;
        Assert.StartsWith("Namespace a is defined twice", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Deployment_is_the_same_object_in_both_of_its_groups() =>
        Assert.Equal(2, Folder.Of(Some.Documents(
            Some.Workload("Deployment", "web"), Some.Workload("Deployment", "web", group: "extensions/v1beta1"))).State.Pods.Length);

    [Fact]
    public void A_cache_decodes_like_files_once_and_keeps_their_names_apart()
    {
        var cache = new ManifestCache();
        using var before = new Folder().With("a.yaml", Some.Policy("ingress: []"));
        using var after = new Folder().With("b.yaml", Some.Policy("ingress: []")).With("c.yaml", Some.Pod(""));
        var one = before.Read(ManifestUse.Cluster, cache).State.Policies[0];
        var other = after.Read(ManifestUse.Cluster, cache).State.Policies[0];
        Assert.Equal(2, cache.Count);
        Assert.Same(one.Spec, other.Spec);
        Assert.EndsWith("a.yaml:1", one.Origin!.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("b.yaml:1", other.Origin!.ToString(), StringComparison.Ordinal);
    }
}
