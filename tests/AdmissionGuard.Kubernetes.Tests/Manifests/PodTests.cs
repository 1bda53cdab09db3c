using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class PodTests
{
    [Fact]
    public void A_pod_is_read_with_all_that_matters()
    {
        var pod = Folder.PodOf(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: shop, labels: {app: web}, deletionTimestamp: "2026-01-01T00:00:00Z"}
            spec:
              nodeName: node-a
              containers: [{name: c, ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}]}]
            status:
              phase: Running
              podIP: 10.0.0.1
              podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]
              hostIP: 192.168.0.1
            """);
        Assert.Equal(new ObjectKey("shop", "web-1"), pod.Key);
        Assert.Equal("app=web", pod.Labels.ToString());
        Assert.Equal("node-a", pod.NodeName);
        Assert.True(pod.IsTerminating);
        Assert.Equal(["10.0.0.1", "fd00::1"], pod.Addresses.Select(address => address.ToString()));
        Assert.Equal("192.168.0.1", Assert.Single(pod.HostAddresses).ToString());
        Assert.Equal([new ContainerPort("http", Protocol.Tcp, 8080), new ContainerPort(null, Protocol.Udp, 53)], pod.Ports.Ports);
        Assert.Equal("shop/web-1[Pod]", pod.Workload.ToString());
    }

    [Theory]
    [InlineData("Running", false)]
    [InlineData("Pending", false)]
    [InlineData("Succeeded", true)]
    [InlineData("Failed", true)]
    public void A_pod_that_is_done_is_terminal(string phase, bool terminal) =>
        Assert.Equal(terminal, Folder.PodOf(Some.Pod($"status: {{phase: {phase}}}")).IsTerminal);

    [Fact]
    public void Addresses_that_are_none_are_left_out() =>
        Assert.Empty(Folder.PodOf(Some.Pod("status: {podIPs: [{ip: ''}, {ip: pending}, {}], hostIP: '?'}")).Addresses);

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("On", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("~", false)]
    public void HostNetwork_takes_the_booleans_of_YAML_1_1(string flag, bool expected) =>
        Assert.Equal(expected, Folder.PodOf(Some.Pod($"spec: {{hostNetwork: {flag}}}")).HostNetwork);

    [Fact]
    public void A_quoted_boolean_is_a_string() => Assert.Equal(
        "a.yaml:4:21: spec.hostNetwork: true or false is expected, without quotes",
        Folder.ErrorOf(Some.Pod("spec: {hostNetwork: 'true'}")));

    [Theory]
    [InlineData("{}", DnsSource.Cluster)]
    [InlineData("{dnsPolicy: ClusterFirst}", DnsSource.Cluster)]
    [InlineData("{dnsPolicy: Default}", DnsSource.Node)]
    [InlineData("{dnsPolicy: ClusterFirst, hostNetwork: true}", DnsSource.Node)]
    [InlineData("{dnsPolicy: ClusterFirstWithHostNet, hostNetwork: true}", DnsSource.Cluster)]
    [InlineData("{dnsPolicy: None, hostNetwork: true}", DnsSource.Own)]
    public void A_pod_asks_the_name_servers_of_its_policy(string spec, DnsSource source) =>
        Assert.Equal(source, Folder.PodOf(Some.Pod($"spec: {spec}")).Dns.Source);

    [Fact]
    public void A_pod_may_bring_its_own_name_servers()
    {
        var dns = Folder.PodOf(Some.Pod("spec: {dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1, '2606::1']}}")).Dns;
        Assert.Equal(["1.1.1.1", "2606::1"], dns.NameServers.Select(address => address.ToString()));
    }

    [Fact]
    public void Sidecars_declare_ports_and_other_init_containers_do_not()
    {
        var pod = Folder.PodOf(Some.Pod(
            "spec: {initContainers: [{ports: [{containerPort: 1}]}, {restartPolicy: Always, ports: [{containerPort: 2}]}], containers: [{ports: [{containerPort: 3}]}]}"));
        Assert.Equal([3, 2], pod.Ports.Ports.Select(port => port.Number));
    }

    [Theory]
    [InlineData("args: [-localip, '169.254.20.10,10.96.0.10']")]
    [InlineData("args: ['-localip=169.254.20.10,10.96.0.10', -conf, x]")]
    [InlineData("command: [/node-cache, --localip, '169.254.20.10, 10.96.0.10']")]
    [InlineData("command: [/node-cache], args: ['--localip=169.254.20.10,10.96.0.10']")]
    public void The_addresses_of_a_local_DNS_cache_are_in_its_arguments(string container)
    {
        var pod = Folder.PodOf(Some.Pod($"spec: {{containers: [{{{container}}}]}}"));
        Assert.Equal(["169.254.20.10", "10.96.0.10"], pod.LocalDnsAddresses.Select(address => address.ToString()));
    }

    [Fact]
    public void A_pod_belongs_to_the_owner_that_controls_it()
    {
        var pod = Folder.PodOf(Some.Pod("").Replace(
            "namespace: shop",
            "namespace: shop, ownerReferences: [{kind: Job, name: a}, {kind: StatefulSet, name: b, controller: true}]",
            StringComparison.Ordinal));
        Assert.Equal("shop/b[StatefulSet]", pod.Workload.ToString());
    }

    [Fact]
    public void Without_a_controlling_owner_a_pod_belongs_to_the_first()
    {
        var pod = Folder.PodOf(Some.Pod("").Replace(
            "namespace: shop", "namespace: shop, ownerReferences: [{kind: DaemonSet, name: a}, {kind: StatefulSet, name: b}]", StringComparison.Ordinal));
        Assert.Equal("shop/a[DaemonSet]", pod.Workload.ToString());
    }

    [Fact]
    public void A_namespace_that_is_only_mentioned_exists_with_its_name_label()
    {
        var space = Assert.Single(Folder.Of(Some.Pod("")).State.Namespaces);
        Assert.Equal(Namespace.Named("shop"), space);
    }
}
