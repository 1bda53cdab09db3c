using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class ContainerPortsTests
{
    [Fact]
    public void A_name_is_resolved_together_with_its_protocol()
    {
        var ports = Some.ContainerPorts("dns=UDP 53, dns=TCP 5353, http=TCP 8080");
        Assert.Equal(53, ports.Resolve("dns", Protocol.Udp));
        Assert.Equal(5353, ports.Resolve("dns", Protocol.Tcp));
        Assert.Null(ports.Resolve("dns", Protocol.Sctp));
        Assert.Null(ports.Resolve("http", Protocol.Udp));
    }

    [Fact]
    public void The_first_of_two_containers_that_share_a_name_counts() =>
        Assert.Equal(8080, Some.ContainerPorts("http=TCP 8080, http=TCP 9090").Resolve("http", Protocol.Tcp));

    [Fact]
    public void A_name_that_nobody_declares_resolves_to_nothing()
    {
        Assert.Null(ContainerPorts.None.Resolve("http", Protocol.Tcp));
        Assert.Null(Some.ContainerPorts("TCP 8080, Http=TCP 80").Resolve("http", Protocol.Tcp));
    }

    [Fact]
    public void Ports_are_equal_by_content_and_order()
    {
        Assert.Equal(Some.ContainerPorts("http=TCP 80, UDP 53"), Some.ContainerPorts("http=TCP 80, UDP 53"));
        Assert.NotEqual(Some.ContainerPorts("http=TCP 80, http=TCP 81"), Some.ContainerPorts("http=TCP 81, http=TCP 80"));
        Assert.Equal(ContainerPorts.None, Some.ContainerPorts(""));
        Assert.Equal(ContainerPorts.None.GetHashCode(), Some.ContainerPorts("").GetHashCode());
    }
}
