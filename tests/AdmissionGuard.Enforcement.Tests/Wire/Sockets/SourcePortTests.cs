using AdmissionGuard.Enforcement.Wire.Sockets;

namespace AdmissionGuard.Enforcement.Tests.Wire.Sockets;

public sealed class SourcePortTests
{
    [Theory]
    [InlineData(32768, 60999, 61000, 65535)]
    [InlineData(32768, 65535, 1024, 32767)]
    [InlineData(1024, 65535, 1024, 65535)]
    [InlineData(1024, 65000, 1024, 65535)]
    public void Ports_come_from_beside_the_range_of_clients_where_it_leaves_any(int first, int last, int from, int to) =>
        Assert.Equal((from, to), SourcePort.OutsideOf((first, last)));
}
