using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("010.001.000.09", "10.1.0.9")]
    [InlineData("0000010.0.0.00001", "10.0.0.1")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:a00:1", "10.0.0.1")]
    [InlineData("2001:db8::192.0.2.1", "2001:db8::c000:201")]
    public void It_reads_what_Kubernetes_stores(string text, string printed) => Assert.Equal(printed, IpAddress.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.")]
    [InlineData(".10.0.0")]
    [InlineData("10..0.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1000")]
    [InlineData("10.0.0.-1")]
    [InlineData("10.0.0.+1")]
    [InlineData("10.0.0.0x1")]
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.1 ")]
    [InlineData("10.0.0.1/32")]
    [InlineData("10.0.0.٣")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1/128")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("12345::")]
    [InlineData("::g")]
    [InlineData("localhost")]
    [InlineData(" ::1")]
    [InlineData("::1 ")]
    [InlineData("::ffff:1.2.3")]
    [InlineData("::ffff:1.2.3.256")]
    [InlineData("::ffff:0x1.2.3.4")]
    public void It_refuses_everything_else(string text) => Assert.Null(IpAddress.Parse(text));

    [Fact]
    public void A_mapped_address_is_the_IPv4_address() =>
        Assert.Equal(IpAddress.Parse("192.0.2.1"), IpAddress.Parse("::ffff:c000:201"));

    [Fact]
    public void A_compatible_address_stays_IPv6() => Assert.Equal(IpFamily.IPv6, IpAddress.Parse("::192.0.2.1")?.Family);

    [Fact]
    public void Addresses_sort_by_family_and_number()
    {
        string[] sorted = ["0.0.0.0", "9.0.0.0", "10.0.0.0", "255.255.255.255", "::", "::2", "::10", "fd00::"];
        Assert.Equal(sorted, sorted.Reverse().Select(Some.Address).Order().Select(address => address.ToString()));
    }

    [Fact]
    public void The_highest_address_of_a_family_is_all_ones()
    {
        Assert.Equal(Some.Address("255.255.255.255").Value, IpAddress.Highest(IpFamily.IPv4));
        Assert.Equal(Some.Address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").Value, IpAddress.Highest(IpFamily.IPv6));
    }
}
