using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class WorkloadNamesTests
{
    [Fact]
    public void Pods_are_named_by_their_workload_in_order() => Assert.Equal(
        new Named("bank/z[Pod], shop/a[Deployment] and shop/b[Pod]", IsPlural: true),
        Names(Some.Pod("shop/b"), Some.Pod("shop/a-2", owner: "a[Deployment]"), Some.Pod("shop/a-1", owner: "a[Deployment]"), Some.Pod("bank/z")));

    [Fact]
    public void One_workload_is_singular_however_many_pods_it_has() => Assert.False(
        Names(Some.Pod("shop/a-1", owner: "a[Deployment]"), Some.Pod("shop/a-2", "x=y", owner: "a[Deployment]")).IsPlural);

    [Fact]
    public void More_than_three_are_counted()
    {
        var pods = Enumerable.Range(0, 9).Select(i => Some.Pod($"shop/w{i}")).ToArray();
        Assert.Equal("shop/w0[Pod], shop/w1[Pod], shop/w2[Pod] and 6 more", Names(pods).Text);
    }

    [Fact]
    public void Parts_that_a_selector_tells_apart_are_named_apart()
    {
        var pods = new[] { Some.Pod("shop/a-1", "v=1", owner: "a[Deployment]"), Some.Pod("shop/a-2", "v=2", owner: "a[Deployment]") };
        var index = ClusterIndex.Build(Some.Cluster(pods, [Some.Policy("shop/p", "v=1")]), []);
        var units = new WorkloadUnits(index, index.Namespaces.SelectMany(entry => entry.Policies), includeTerminating: false);
        Assert.Equal("shop/a[Deployment]{v=1} and shop/a[Deployment]{v=2}", new WorkloadNames(units).Of(index.Classes).Text);
    }

    [Fact]
    public void The_verb_follows_the_number()
    {
        Assert.Equal("is", Names(Some.Pod("shop/a")).Verb("is", "are"));
        Assert.Equal("are", Names(Some.Pod("shop/a"), Some.Pod("shop/b")).Verb("is", "are"));
    }

    private static Named Names(params Pod[] pods)
    {
        var index = ClusterIndex.Build(Some.Cluster(pods), []);
        return new WorkloadNames(new WorkloadUnits(index, [], includeTerminating: false)).Of(index.Classes);
    }
}
