using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Tests.Probing;

public sealed class ProbeTests
{
    [Fact]
    public void A_probe_goes_to_the_address_of_its_family() => Assert.Equal(
        ("10.1.1.1", "fd00::2"),
        (SomeProbe.Of().Target.ToString(), (SomeProbe.Of() with { Family = IpFamily.IPv6 }).Target.ToString()));

    [Fact]
    public void It_reads_as_a_connection() => Assert.Equal("shop/web-0 → shop/db-0 TCP 5432 (IPv4)", SomeProbe.Of().ToString());

    [Fact]
    public void Its_ends_tell_whether_it_crosses_nodes()
    {
        var across = SomeProbe.Of();

        Assert.False(across.IsOnOneNode);
        Assert.True((across with { Source = across.Source with { Node = "b" } }).IsOnOneNode);
    }
}
