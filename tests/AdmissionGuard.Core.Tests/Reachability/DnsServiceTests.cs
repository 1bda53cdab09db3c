using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Where a cluster's names are resolved.</summary>
public sealed class DnsServiceTests
{
    private static readonly ObjectKey[] Names = [Some.Key("kube-system/kube-dns"), Some.Key("openshift-dns/dns-default")];
    private static readonly Service KubeDns =
        Some.Service("kube-system/kube-dns", "k8s-app=kube-dns", "UDP 53, TCP 53", "10.96.0.10,fd00:96::a");
    private static readonly Pod Cache = Some.Pod("kube-system/cache-1", hostNetwork: true, owner: "cache[DaemonSet]") with
    {
        LocalDnsAddresses = Some.Addresses("169.254.20.10,10.96.0.10"),
    };

    [Fact]
    public void The_Services_with_the_configured_names_are_found() =>
        Assert.Equal([KubeDns], Found(KubeDns, Some.Service("kube-system/other", "", "UDP 53")));

    [Fact]
    public void The_same_name_in_another_namespace_is_another_Service() =>
        Assert.Empty(Found(Some.Service("shop/kube-dns", "", "UDP 53")));

    [Fact]
    public void A_Service_without_selector_is_left_to_others() =>
        Assert.Empty(Found(Some.Service("kube-system/kube-dns", null, "UDP 53")));

    [Fact]
    public void A_Service_answers_on_each_of_its_addresses()
    {
        var directory = Index([], KubeDns).Dns;
        Assert.Equal(KubeDns, directory.At(Some.Address("10.96.0.10")));
        Assert.Equal(KubeDns, directory.At(Some.Address("fd00:96::a")));
        Assert.Null(directory.At(Some.Address("10.96.0.11")));
    }

    [Fact]
    public void NodeLocal_DNSCache_is_a_DaemonSet_on_the_network_of_its_nodes_that_is_told_its_addresses()
    {
        Assert.Equal(["10.96.0.10", "169.254.20.10"], Local(Cache));
        Assert.Empty(Local(Cache with { HostNetwork = false }));
        Assert.Empty(Local(Cache with { Workload = new Workload("kube-system", "cache", "Deployment") }));
        Assert.Empty(Local(Cache with { IsTerminal = true }));
        Assert.Empty(Local(Cache with { LocalDnsAddresses = [] }));
    }

    [Fact]
    public void Its_addresses_are_the_same_on_every_node_and_are_named_once() =>
        Assert.Equal(["10.96.0.10", "169.254.20.10"], Local(Cache, Cache with { Key = Some.Key("kube-system/cache-2") }));

    [Fact]
    public void Behind_a_Service_are_the_pods_of_its_namespace_that_it_selects_hostNetwork_or_not()
    {
        var index = ClusterIndex.Build(
            Some.Cluster(
                [
                    Some.Pod("kube-system/dns-1", "k8s-app=kube-dns"),
                    Some.Pod("kube-system/dns-2", "k8s-app=kube-dns", hostNetwork: true),
                    Some.Pod("kube-system/other", "k8s-app=other"),
                    Some.Pod("shop/dns", "k8s-app=kube-dns"),
                ]), []);
        Assert.Equal(
            ["kube-system/dns-1", "kube-system/dns-2"],
            DnsService.Of(KubeDns, index).Servers.SelectMany(server => server.Pods.Pods).Select(pod => pod.Key.ToString()).Order());
    }

    private static IEnumerable<string> Local(params Pod[] pods) => Index(pods).Dns.LocalAddresses.Select(address => address.ToString());

    private static IEnumerable<Service> Found(params Service[] services) =>
        DnsService.Find(Index([], services), Names).Select(service => service.Service);

    private static ClusterIndex Index(Pod[] pods, params Service[] services) => ClusterIndex.Build(Some.Cluster(pods, services: services), []);
}
