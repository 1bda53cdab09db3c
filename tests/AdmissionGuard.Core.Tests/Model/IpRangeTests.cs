using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class IpRangeTests
{
    [Theory]
    [InlineData("0.0.0.0/0", "0.0.0.0-255.255.255.255")]
    [InlineData("10.0.0.0/8", "10.0.0.0-10.255.255.255")]
    [InlineData("10.1.2.3/32", "10.1.2.3-10.1.2.3")]
    [InlineData("128.0.0.0/1", "128.0.0.0-255.255.255.255")]
    [InlineData("10.1.2.3/31", "10.1.2.2-10.1.2.3")]
    [InlineData("10.1.2.3/8", "10.0.0.0-10.255.255.255")]
    [InlineData("010.001.0.0/016", "10.1.0.0-10.1.255.255")]
    [InlineData("::/0", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::/32", "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fd00::1/128", "fd00::1-fd00::1")]
    [InlineData("fd00::1/64", "fd00::-fd00::ffff:ffff:ffff:ffff")]
    [InlineData("8000::/1", "8000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0-10.255.255.255")]
    [InlineData("::ffff:10.0.0.1/128", "10.0.0.1-10.0.0.1")]
    [InlineData("::ffff:0.0.0.0/96", "0.0.0.0-255.255.255.255")]
    public void It_reads_what_Kubernetes_stores_host_bits_and_leading_zeros_included(string cidr, string range) =>
        Assert.Equal(range, IpRange.ParseCidr(cidr)?.ToString());

    [Fact]
    public void A_block_wider_than_the_mapped_addresses_is_one_of_IPv6()
    {
        var range = IpRange.ParseCidr("::ffff:0:0/95");
        Assert.Equal(IpFamily.IPv6, range?.Family);
        Assert.Equal(UInt128.Zero + ((UInt128)0xfffe << 32), range?.First);
        Assert.Equal(((UInt128)0xffff << 32) + uint.MaxValue, range?.Last);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/")]
    [InlineData("/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.0.0/8")]
    [InlineData("::/129")]
    [InlineData("::/1280")]
    [InlineData("fe80::%eth0/64")]
    [InlineData("::ffff:10.0.0.0/129")]
    public void It_refuses_everything_else(string cidr) => Assert.Null(IpRange.ParseCidr(cidr));

    [Fact]
    public void It_contains_its_first_and_last_address_and_none_of_the_other_family()
    {
        var range = Some.Cidr("10.0.0.0/30");
        Assert.True(range.Contains(Some.Address("10.0.0.0")));
        Assert.True(range.Contains(Some.Address("10.0.0.3")));
        Assert.False(range.Contains(Some.Address("9.255.255.255")));
        Assert.False(range.Contains(Some.Address("10.0.0.4")));
        Assert.False(range.Contains(new IpAddress(IpFamily.IPv6, range.First)));
    }

    [Fact]
    public void It_contains_itself_and_what_lies_within()
    {
        var range = Some.Cidr("10.0.0.0/8");
        Assert.True(range.Contains(range));
        Assert.True(range.Contains(Some.Cidr("10.255.0.0/16")));
        Assert.False(range.Contains(Some.Cidr("0.0.0.0/0")));
        Assert.False(range.Contains(Some.Cidr("11.0.0.0/16")));
        Assert.False(IpRange.Everything(IpFamily.IPv6).Contains(range));
    }

    [Fact]
    public void Everything_is_the_prefix_of_no_bits()
    {
        Assert.Equal(Some.Cidr("0.0.0.0/0"), IpRange.Everything(IpFamily.IPv4));
        Assert.Equal(Some.Cidr("::/0"), IpRange.Everything(IpFamily.IPv6));
    }

    [Fact]
    public void Ranges_sort_by_family_then_first_then_last()
    {
        string[] sorted = ["9.0.0.0/8", "10.0.0.0/16", "10.0.0.0/8", "10.1.0.0/16", "::/128", "::/0", "fd00::/8"];
        Assert.Equal(sorted.Select(Some.Cidr), sorted.Reverse().Select(Some.Cidr).Order());
    }
}
