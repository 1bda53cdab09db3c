using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class WorkloadTests
{
    [Theory]
    [InlineData("ReplicaSet", "web-5d4f8c", "shop/web[Deployment]")]
    [InlineData("ReplicaSet", "web", "shop/web[ReplicaSet]")]
    [InlineData("ReplicaSet", "web-5d4f8d", "shop/web-5d4f8d[ReplicaSet]")]
    [InlineData("ReplicaSet", "web5d4f8c", "shop/web5d4f8c[ReplicaSet]")]
    [InlineData("ReplicaSet", "5d4f8c", "shop/5d4f8c[ReplicaSet]")]
    [InlineData("ReplicaSet", "-5d4f8c", "shop/-5d4f8c[ReplicaSet]")]
    [InlineData("ReplicaSet", "web-5d4f8c-5d4f8c", "shop/web-5d4f8c[Deployment]")]
    [InlineData("StatefulSet", "db-5d4f8c", "shop/db-5d4f8c[StatefulSet]")]
    [InlineData("DaemonSet", "agent", "shop/agent[DaemonSet]")]
    [InlineData("Job", "backup-28912345", "shop/backup[CronJob]")]
    [InlineData("Job", "backup-289123456", "shop/backup[CronJob]")]
    [InlineData("Job", "backup-2891234567", "shop/backup[CronJob]")]
    [InlineData("Job", "nightly-backup-28912345", "shop/nightly-backup[CronJob]")]
    [InlineData("Job", "backup-2891234", "shop/backup-2891234[Job]")]
    [InlineData("Job", "backup-28912345678", "shop/backup-28912345678[Job]")]
    [InlineData("Job", "backup-2891234x", "shop/backup-2891234x[Job]")]
    [InlineData("Job", "backup28912345", "shop/backup28912345[Job]")]
    [InlineData("Job", "28912345", "shop/28912345[Job]")]
    [InlineData("Job", "-28912345", "shop/-28912345[Job]")]
    [InlineData("Job", "migrate", "shop/migrate[Job]")]
    [InlineData("Node", "n1", "shop/web-1[Pod]")]
    [InlineData("Deployment", "web", "shop/web-1[Pod]")]
    [InlineData("Rollout", "web", "shop/web-1[Pod]")]
    [InlineData(null, null, "shop/web-1[Pod]")]
    [InlineData("ReplicaSet", null, "shop/web-1[Pod]")]
    public void A_pod_is_known_by_its_controlling_owner(string? kind, string? name, string workload) =>
        Assert.Equal(
            workload,
            Workload.Of(Some.Key("shop/web-1"), Some.Labels("app=web,pod-template-hash=5d4f8c"), kind, name).ToString());

    [Fact]
    public void A_ReplicaSets_pod_without_the_hash_label_is_not_a_Deployments() =>
        Assert.Equal("shop/web-5d4f8c[ReplicaSet]", OfReplicaSet("web-5d4f8c", ""));

    [Fact]
    public void An_empty_hash_label_makes_no_Deployment() =>
        Assert.Equal("shop/web[ReplicaSet]", OfReplicaSet("web", "pod-template-hash="));

    private static string OfReplicaSet(string name, string labels) =>
        Workload.Of(Some.Key("shop/web-1"), Some.Labels(labels), "ReplicaSet", name).ToString();
}
