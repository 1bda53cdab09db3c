using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Tests.DataPlane;

namespace AdmissionGuard.Enforcement.Tests.Wire;

/// <summary>What the wire observes on a data plane that does this or that: TCP and UDP, IPv4 and IPv6, on one node and across two.</summary>
public sealed class LocalWireTests
{
    // Each letter is one connection, in the order of Connections: arrived, blocked, rejected.
    [Theory]
    [InlineData("Enforces", "AABBBB", "AABBBB")]
    [InlineData("IgnoresEverything", "AAAAAA", "AAAAAA")]
    [InlineData("Rejects", "AARRRR", "AARRRR")]
    [InlineData("RejectsWithReset", "AARRRR", "AARRRR")]
    [InlineData("IngressOnly", "AABBAA", "AABBAA")]
    [InlineData("EgressOnly", "AAAABB", "AAAABB")]
    [InlineData("LosesOnePeer", "ABBBBB", "ABBBBB")]
    [InlineData("NamedPortsOnTheWrongPod", "BBBBBB", "AABBBB")]
    [InlineData("RightOnOneNode", "AABABA", "AABABA")]
    [InlineData("TranslatesBetweenNodes", "AABBBB", "AABBBB")]
    [InlineData("BlocksEverything", "BBBBBB", "BBBBBB")]
    public async Task Each_mode_of_a_data_plane_is_seen_as_it_is(string mode, string tcp, string udp)
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        new StandInCni(cluster, Shop.Namespaces).Apply(Shop.Policies, Enum.Parse<StandInMode>(mode));
        var round = new Round(cluster.Options);
        foreach (var family in (IpFamily[])[IpFamily.IPv4, IpFamily.IPv6])
        {
            foreach (var (source, destination, port) in Connections(cluster))
            {
                round.Add(source.End, destination, Protocol.Tcp, port, family).Add(source.End, destination, Protocol.Udp, 53, family);
            }

            round.Add(TestCluster.NodeEnd(1), cluster["shop/db"], Protocol.Tcp, 5432, family);
        }

        var letters = string.Concat((await round.RunAsync()).Select(observation => observation.Outcome.ToString()[0]));
        var interleaved = string.Concat(tcp.Zip(udp).Select(pair => $"{pair.First}{pair.Second}"));
        // The node itself always reaches its pods.
        Assert.Equal($"{interleaved}A{interleaved}A", letters);
    }

    [Fact]
    public async Task More_probes_than_fit_at_once_are_all_observed_within_the_rate()
    {
        Machine.NeedsNamespaces();
        using var cluster = Shop.Build();
        var round = new Round(cluster.Options);
        for (var i = 0; i < 300; i++)
        {
            round.Add(cluster["shop/web"].End, cluster[i % 2 == 0 ? "shop/db" : "shop/db-far"], Protocol.Tcp, 1000 + i, (IpFamily)(i / 2 % 2));
        }

        Assert.All(await round.RunAsync(), observation => Assert.Equal(Outcome.Arrived, observation.Outcome));
    }

    private static (TestPod Source, TestPod Destination, int Port)[] Connections(TestCluster cluster) =>
    [
        (cluster["shop/web"], cluster["shop/db"], 5432),
        (cluster["shop/web"], cluster["shop/db-far"], 5433),
        (cluster["shop/stranger"], cluster["shop/db"], 5432),
        (cluster["shop/stranger"], cluster["shop/db-far"], 5433),
        (cluster["shop/web"], cluster["shop/stranger"], 80),
        (cluster["shop/web-far"], cluster["shop/stranger"], 80),
    ];
}
