using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class CorpusTests
{
    [Fact]
    public void Every_recorded_directory_reads()
    {
        foreach (var directory in Directory.EnumerateDirectories(Corpus.Root, "*", SearchOption.AllDirectories))
        {
            Read(directory);
        }
    }

    [Fact]
    public void The_boutique_is_all_there()
    {
        var state = Read(Path.Combine(Corpus.Root, "boutique.json"));
        Assert.Equal(
            (22, 14, 12, 8, 3),
            (state.Pods.Length, state.Services.Length, state.Policies.Length, state.Namespaces.Length, state.Nodes.Length));
    }

    [Fact]
    public void The_boutique_by_kind_is_the_same_cluster()
    {
        var one = Read(Path.Combine(Corpus.Root, "boutique.json"));
        var other = Read(Path.Combine(Corpus.Root, "boutique-by-kind"));
        Assert.Equal(Policies(one), Policies(other));
        Assert.Equal(Workloads(one), Workloads(other));
        Assert.Equal(one.Namespaces, other.Namespaces);
        Assert.All(other.Pods, pod => Assert.False(pod.IsRepresentative));
    }

    [Theory]
    [InlineData("coredns.json", 0)]
    [InlineData("coredns-nodelocal.json", 3)]
    public void A_local_DNS_cache_is_recognised(string file, int pods) => Assert.Equal(
        pods, Read(Path.Combine(Corpus.Root, "dns", file)).Pods.Count(pod => pod.LocalDnsAddresses.Any(address => address.ToString() == "169.254.20.10")));

    private static ClusterState Read(string path) => ManifestReader.Read([path], ManifestUse.Cluster, Stream.Null).State;

    private static List<(ObjectKey Key, PolicySpec Spec)> Policies(ClusterState state) =>
        [.. state.Policies.Select(policy => (policy.Key, policy.Spec)).OrderBy(pair => pair.Key)];

    private static List<string> Workloads(ClusterState state) =>
        [.. state.Pods.Select(pod => pod.Workload.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
