using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class ServiceTests
{
    [Fact]
    public void A_Service_is_a_selector_ports_and_addresses()
    {
        var service = Of("{selector: {app: web}, ports: [{name: http, port: 80, targetPort: web}, {port: 53, protocol: UDP, targetPort: 5353}, {port: 9}], clusterIPs: [10.96.0.1, 'fd00::1']}");
        Assert.Equal("app=web", service.Selector?.ToString());
        Assert.Equal(
            [new ServicePort("http", Protocol.Tcp, 80, null, "web"), new ServicePort(null, Protocol.Udp, 53, 5353, null), new ServicePort(null, Protocol.Tcp, 9, 9, null)],
            service.Ports);
        Assert.Equal(["10.96.0.1", "fd00::1"], service.ClusterAddresses.Select(address => address.ToString()));
    }

    [Theory]
    [InlineData("{ports: [{port: 80}]}")]
    [InlineData("{selector: , ports: []}")]
    [InlineData("{selector: {}}")]
    [InlineData("{type: ExternalName, selector: {app: web}}")]
    public void A_Service_without_a_selector_of_its_own_has_none(string spec) => Assert.Null(Of(spec).Selector);

    [Fact]
    public void A_headless_Service_has_no_address() => Assert.Empty(Of("{clusterIP: None, clusterIPs: [None]}").ClusterAddresses);

    [Theory]
    [InlineData("{selector: {app: web}, publishNotReadyAddresses: true}", true)]
    [InlineData("{selector: {app: web}, publishNotReadyAddresses: false}", false)]
    [InlineData("{selector: {app: web}}", false)]
    public void A_Service_says_whether_it_publishes_what_is_not_ready(string spec, bool publishes) =>
        Assert.Equal(publishes, Of(spec).PublishesNotReady);

    [Fact]
    public void A_node_has_internal_and_external_addresses()
    {
        var node = Assert.Single(Folder.Of(
            "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {addresses: [{type: Hostname, address: a}, {type: InternalIP, address: 10.0.0.1}, {type: ExternalIP, address: 1.2.3.4}]}\n")
            .State.Nodes);
        Assert.Equal(["10.0.0.1", "1.2.3.4"], node.Addresses.Select(address => address.ToString()));
    }

    [Fact]
    public void A_namespace_gets_the_label_that_the_API_server_sets()
    {
        var space = Assert.Single(Folder.Of("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}, deletionTimestamp: x}\n").State.Namespaces);
        Assert.Equal("kubernetes.io/metadata.name=shop,team=a", space.Labels.ToString());
        Assert.True(space.IsTerminating);
    }

    private static Service Of(string spec) => Assert.Single(
        Folder.Of($"apiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: shop}}\nspec: {spec}\n").State.Services);
}
