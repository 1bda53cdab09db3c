using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class WorkloadTests
{
    [Theory]
    [InlineData("Deployment", "apps/v1")]
    [InlineData("Deployment", "extensions/v1beta1")]
    [InlineData("ReplicaSet", "apps/v1")]
    [InlineData("StatefulSet", "apps/v1beta2")]
    [InlineData("DaemonSet", "apps/v1")]
    [InlineData("Job", "batch/v1")]
    public void A_workload_without_pods_stands_for_two(string kind, string group)
    {
        var pods = Folder.Of(Some.Workload(kind, "web", group: group)).State.Pods;
        Assert.Equal(["shop/web-0", "shop/web-1"], pods.Select(pod => pod.Key.ToString()));
        Assert.All(pods, pod => Assert.Equal(new Workload("shop", "web", kind), pod.Workload));
        Assert.All(pods, pod => Assert.True(pod.IsRepresentative));
        Assert.All(pods, pod => Assert.True(LabelSelector.MatchLabels(("app", "web")).Matches(pod.Labels)));
    }

    [Fact]
    public void A_StatefulSet_labels_each_of_its_pods_with_its_own_name_and_number()
    {
        var pods = Folder.Of(Some.Workload("StatefulSet", "db")).State.Pods;
        Assert.Equal(
            ["app=web,apps.kubernetes.io/pod-index=0,statefulset.kubernetes.io/pod-name=db-0", "app=web,apps.kubernetes.io/pod-index=1,statefulset.kubernetes.io/pod-name=db-1"],
            pods.Select(pod => pod.Labels.ToString()));
    }

    [Fact]
    public void A_CronJob_has_its_template_two_levels_down()
    {
        const string Spec = "spec: {jobTemplate: {spec: {template: {spec: {hostNetwork: true, containers: [{ports: [{containerPort: 80}]}]}}}}}";
        var pod = Folder.Of(Some.Workload("CronJob", "tick", Spec, "batch/v1")).State.Pods[0];
        Assert.Equal("shop/tick[CronJob]", pod.Workload.ToString());
        Assert.True(pod.HostNetwork);
        Assert.Equal(80, Assert.Single(pod.Ports.Ports).Number);
    }

    [Theory]
    [InlineData("Deployment", "spec: {replicas: 0}")]
    [InlineData("Job", "status: {completionTime: '2026-01-01T00:00:00Z'}")]
    [InlineData("Job", "status: {conditions: [{type: Failed, status: 'True'}]}")]
    public void A_workload_that_makes_no_pods_stands_for_one_that_has_ended(string kind, string rest)
    {
        var pod = Assert.Single(Folder.Of(Some.Workload(kind, "web", rest, kind == "Job" ? "batch/v1" : "apps/v1")).State.Pods);
        Assert.True(pod is { IsTerminal: true, IsRepresentative: true });
    }

    [Fact]
    public void A_Job_whose_condition_is_false_is_not_finished() => Assert.Equal(2, Folder.Of(
        Some.Workload("Job", "web", "status: {conditions: [{type: Failed, status: 'False'}]}", "batch/v1")).State.Pods.Length);

    [Theory]
    [InlineData("")]
    [InlineData("status: {phase: Succeeded}\n")]
    public void A_workload_with_pods_adds_nothing(string status)
    {
        var pod = Some.Owned("web-5d-x", "ReplicaSet", "web-5d", "pod-template-hash: 5d") + status;
        var pods = Folder.Of(Some.Documents(Some.Workload("Deployment", "web"), pod)).State.Pods;
        Assert.False(Assert.Single(pods).IsRepresentative);
        Assert.Equal("shop/web[Deployment]", pods[0].Workload.ToString());
    }

    [Fact]
    public void A_ReplicaSet_speaks_for_its_Deployment_only_where_that_is_missing()
    {
        var owned = OwnedSet("web-5d");
        Assert.Equal("shop/web[Deployment]", Folder.Of(owned).State.Pods[0].Workload.ToString());
        Assert.True(Assert.Single(Folder.Of(Some.Documents(owned, Some.Workload("Deployment", "web", "spec: {replicas: 0}"))).State.Pods).IsTerminal);
        Assert.Equal(2, Folder.Of(Some.Documents(owned, OwnedSet("web-6e"), Some.Workload("Deployment", "web"))).State.Pods.Length);
        Assert.Equal(2, Folder.Of(Some.Documents(owned, OwnedSet("web-6e"))).State.Pods.Length);
    }

    [Fact]
    public void A_ReplicaSet_ties_pods_without_a_hash_to_its_Deployment()
    {
        var text = Some.Documents(Some.Workload("Deployment", "web"), OwnedSet("web-5d"), Some.Owned("p", "ReplicaSet", "web-5d"));
        Assert.Equal("shop/web-5d[ReplicaSet]", Assert.Single(Folder.Of(text).State.Pods).Workload.ToString());
    }

    [Fact]
    public void Workloads_and_pods_that_would_share_a_name_do_not()
    {
        var text = Some.Documents(Some.Workload("Deployment", "web"), Some.Workload("StatefulSet", "web"), Some.Pod("", "web-1"));
        var names = Folder.Of(text).State.Pods.Select(pod => pod.Key.Name).ToList();
        Assert.Equal(["web-1", "web-0", "web-deployment-1", "web-statefulset-0", "web-statefulset-1"], names);
    }

    private static string OwnedSet(string name) => Some.Workload("ReplicaSet", name).Replace(
        "namespace: shop", "namespace: shop, ownerReferences: [{kind: Deployment, name: web, controller: true}]", StringComparison.Ordinal);
}
