using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Tests.Oracle;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class IpBlockTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "", "10.0.0.0-10.255.255.255")]
    [InlineData("10.0.0.0/8", "10.0.0.0/16", "10.1.0.0-10.255.255.255")]
    [InlineData("10.0.0.0/8", "10.255.0.0/16", "10.0.0.0-10.254.255.255")]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.0.0.0-10.0.255.255 10.2.0.0-10.255.255.255")]
    [InlineData("10.0.0.0/8", "10.2.0.0/16,10.1.0.0/16", "10.0.0.0-10.0.255.255 10.3.0.0-10.255.255.255")]
    [InlineData("10.0.0.0/8", "10.1.0.0/16,10.1.2.0/24", "10.0.0.0-10.0.255.255 10.2.0.0-10.255.255.255")]
    [InlineData("10.0.0.0/8", "10.1.2.0/24,10.1.0.0/16,10.1.0.0/24", "10.0.0.0-10.0.255.255 10.2.0.0-10.255.255.255")]
    [InlineData("10.0.0.0/8", "10.0.0.0/9,10.128.0.0/9", "")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", "")]
    [InlineData("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0-255.255.255.255")]
    [InlineData("0.0.0.0/0", "255.255.255.255/32", "0.0.0.0-255.255.255.254")]
    [InlineData("::/0", "8000::/1", "::-7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::/0", "::/1", "8000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::/0", "::/1,8000::/1", "")]
    public void Its_ranges_are_the_block_without_its_exceptions(string cidr, string except, string ranges) =>
        Assert.Equal(ranges, string.Join(' ', Some.Block(cidr, except).IpBlock!.Ranges()));

    [Theory]
    [InlineData("10.0.255.255", true)]
    [InlineData("10.1.0.0", false)]
    [InlineData("10.1.255.255", false)]
    [InlineData("10.2.0.0", true)]
    [InlineData("11.0.0.0", false)]
    [InlineData("::1", false)]
    public void It_contains_what_its_exceptions_leave(string address, bool contained) =>
        Assert.Equal(contained, Some.Block("10.0.0.0/8", "10.1.0.0/16").IpBlock!.Contains(Some.Address(address)));

    [Theory]
    [InlineData("0.0.0.0/0", "", true)]
    [InlineData("::/0", "fe80::/10", true)]
    [InlineData("0.0.0.0/0", "169.254.169.254/32", true)]
    [InlineData("0.0.0.0/0", "10.0.0.0/8", false)]
    [InlineData("0.0.0.0/1", "", false)]
    public void It_contains_a_pod_whose_address_is_not_known_when_it_leaves_none_out_that_pods_have(string cidr, string except, bool contained) =>
        Assert.Equal(contained, Some.Block(cidr, except).IpBlock!.Contains(Some.Pod("shop/web") with { Addresses = [] }));

    [Fact]
    public void One_address_of_a_pod_is_enough()
    {
        var pod = Some.Pod("shop/web") with { Addresses = Some.Addresses("10.1.0.1, fd00::1") };
        Assert.True(Some.Block("fd00::/8").IpBlock!.Contains(pod));
        Assert.False(Some.Block("10.2.0.0/16").IpBlock!.Contains(pod));
    }

    [Fact]
    public void Its_ranges_are_disjoint_ascending_and_hold_exactly_what_it_contains() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var addresses = Clusters.Probes(cluster).Ends.OfType<AddressEnd>().Select(end => end.Address).ToArray();
            var blocks = cluster.Policies.SelectMany(policy => policy.Spec.Ingress.Concat(policy.Spec.Egress))
                .SelectMany(rule => rule.Peers).Select(peer => peer.IpBlock).OfType<IpBlock>();
            foreach (var block in blocks)
            {
                IpRange[] ranges = [.. block.Ranges()];
                Assert.All(ranges, range => Assert.True(range.First <= range.Last && range.Family == block.Cidr.Family));
                Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First, "not maximal"));
                Assert.All(addresses, address => Assert.Equal(block.Contains(address), ranges.Any(range => range.Contains(address))));
            }
        },
        runs: 200);

    [Fact]
    public void Blocks_are_equal_by_content()
    {
        Assert.Equal(Some.Block("10.0.0.1/8", "10.1.0.0/16"), Some.Block("10.0.0.0/8", "10.1.2.3/16"));
        Assert.NotEqual(Some.Block("10.0.0.0/8", "10.1.0.0/16"), Some.Block("10.0.0.0/8"));
    }
}
