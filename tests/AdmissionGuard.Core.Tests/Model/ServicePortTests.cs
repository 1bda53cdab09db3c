using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class ServicePortTests
{
    [Theory]
    [InlineData("TCP 80:8080", 8080)]
    [InlineData("TCP 80", 80)]
    [InlineData("TCP 80:http", 9090)]
    [InlineData("UDP 80:http", 53)]
    [InlineData("SCTP 80:http", null)]
    [InlineData("TCP 80:nobody", null)]
    public void It_leads_to_the_target_port_of_the_pod(string port, int? number)
    {
        var service = Some.Service("shop/web", "app=web", port);
        Assert.Equal(number, Assert.Single(service.Ports).On(Some.ContainerPorts("http=UDP 53, http=TCP 9090, http=TCP 9091")));
    }

    [Fact]
    public void A_port_without_a_target_leads_to_its_own_number() =>
        Assert.Equal(80, new ServicePort(null, Protocol.Tcp, 80, null, null).On(ContainerPorts.None));
}
