using System.Collections.Immutable;
using AdmissionGuard.Core.Contracts;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Tests.Oracle;
using AdmissionGuard.Core.Tests.Reachability;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Core.Tests.Contracts;

public sealed class ContractCheckTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_line_is_kept_when_the_oracle_says_so(bool ipBlockMatchesPods) =>
        Properties.Check(
            from cluster in Clusters.Any.Generator
            from line in Line(cluster)
            select (cluster, line),
            item => Compare(item.cluster, item.line, ipBlockMatchesPods),
            runs: 300);

    // What one change breaks is exactly what was kept before and is not after.
    [Fact]
    public void The_rule_finds_what_a_change_breaks() => Properties.Check(
        from change in Change.One.Generator
        from line in Line(change.Before)
        select (change, line),
        item =>
        {
            var (change, line) = item;
            var contract = new ConnectivityContract([line]);
            var configuration = GuardConfiguration.Default with { Contract = contract, IpBlockMatchesPods = false };
            var broken = new[] { change.Before, change.After }
                .Select(state => ContractCheck.Broken(ClusterIndex.Build(state, []), contract, ipBlockMatchesPods: false).Any()).ToList();
            var review = Reviewer.Review(change.Before, change.Changes, configuration);
            var found = review.Reviews.SelectMany(one => one.Findings).Any(finding => finding.Rule == "contract-broken" && !finding.Message.Contains("no such pods", StringComparison.Ordinal));
            if (broken is [false, true])
            {
                Assert.True(found, "it was kept and is broken, and nothing is said");
            }
            else if (!broken[1])
            {
                Assert.False(found, "it is kept, and something is said");
            }
        },
        runs: 400);

    private static Gen<ContractLine> Line(ClusterState cluster) =>
        from source in End(cluster)
        from target in End(cluster)
        from mustAllow in Gen.Elements(true, false)
        from ports in Gen.Elements(
            ConnectionSet.All, ConnectionSet.Of(Protocol.Tcp, 80), ConnectionSet.Of(Protocol.Udp, PortSet.Of(8000, 8090)), ConnectionSet.Of(Protocol.Tcp, PortSet.All))
        where source.Range is null || target.Range is null
        select new ContractLine(mustAllow, source, target, ports, "c.yaml:1");

    private static Gen<ContractEnd> End(ClusterState cluster) => Gen.OneOf(
        Gen.Elements(Some.Selector(""), Some.Selector("app=web"), Some.Selector("tier"))
            .SelectMany(pods => Gen.Elements("", "env=prod", $"{Namespace.NameLabel}=shop").Select(space => ContractEnd.Of(Some.Selector(space), pods))),
        cluster.Pods.IsEmpty
            ? Gen.Constant(ContractEnd.Of(LabelSelector.Everything, LabelSelector.Everything))
            : Gen.Elements<Pod>(cluster.Pods).Select(pod => ContractEnd.Of(pod.Workload, LabelSelector.Everything)),
        Gen.Elements("0.0.0.0/0", "203.0.113.0/24", "10.0.0.0/8").Select(cidr => ContractEnd.Of(Some.Cidr(cidr))));

    private static void Compare(ClusterState cluster, ContractLine line, bool ipBlockMatchesPods)
    {
        var index = ClusterIndex.Build(cluster, cluster.Policies.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)));
        var isBroken = ContractCheck.Broken(index, new ConnectivityContract([line]), ipBlockMatchesPods).Any();

        var truth = new Truth(cluster, new Grid(cluster), ipBlockMatchesPods);
        var (sources, destinations) = (Pods(line.From), Pods(line.To));
        IEnumerable<ConnectionSet> passing = line switch
        {
            { From.Range: { } range } => destinations.SelectMany(pod => Cells(range).Select(cell => truth.Outside(pod, Direction.Ingress, cell))),
            { To.Range: { } range } => sources.SelectMany(pod => Cells(range).Select(cell => truth.Outside(pod, Direction.Egress, cell))),
            _ => sources.SelectMany(_ => destinations, (from, to) => (from, to)).Where(pair => pair.from.Key != pair.to.Key)
                .Select(pair => truth.Between(pair.from, pair.to)),
        };
        Assert.Equal(
            passing.Any(connections => line.MustAllow ? !line.Connections.Except(connections).IsEmpty : !line.Connections.Intersect(connections).IsEmpty),
            isBroken);


        List<Pod> Pods(ContractEnd end) => [.. truth.StayingPods.Where(pod => index.Classes.Any(pods => pods.Pods.Contains(pod) && end.Matches(pods)))];

        ImmutableArray<IpRange> Cells(IpRange range) =>
            [.. truth.Grid.Addresses.Where(cell => cell.Family == range.Family && cell.First <= range.Last && cell.Last >= range.First)];
    }
}
