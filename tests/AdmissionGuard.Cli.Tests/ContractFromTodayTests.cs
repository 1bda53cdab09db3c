using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Contracts;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Tests.Oracle;
using AdmissionGuard.Kubernetes.Contracts;

namespace AdmissionGuard.Cli.Tests;

/// <summary><c>connections --as-contract</c>: what it writes is kept by the cluster that it was written from.</summary>
public sealed class ContractFromTodayTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_clusters_keep_the_contract_that_is_written_from_them(bool ipBlockMatchesPods)
    {
        var lines = 0;
        Properties.Check(
            Clusters.Any,
            cluster =>
            {
                foreach (var includeSelf in (bool[])[false, true])
                {
                    var contract = Written(cluster, ipBlockMatchesPods, includeSelf);
                    lines += contract.Lines.Length;
                    Assert.Empty(ContractCheck.Broken(Manifests.Index(cluster), contract, ipBlockMatchesPods).Select(line => line.Place));
                    var changes = ChangeSet.Of(cluster, cluster.Policies, [], replace: false);
                    var configuration = GuardConfiguration.Default with { Contract = contract, IpBlockMatchesPods = ipBlockMatchesPods };
                    Assert.All(Reviewer.Review(cluster, changes, configuration).Reviews, review => Assert.Empty(review.Findings));
                }
            },
            runs: 300);
        Assert.True(lines > 1000, $"{lines} lines were written");
    }

    [Fact]
    public void What_a_change_takes_from_a_pair_in_the_contract_is_found() => Properties.Check(
        Clusters.Changes.Generator,
        change =>
        {
            var contract = Written(change.Before, ipBlockMatchesPods: false, includeSelf: true);
            var changes = ChangeSet.Of(change.Before, change.After.Policies, change.Before.Policies.Select(policy => policy.Key)
                .Except(change.After.Policies.Select(policy => policy.Key)), replace: true);
            var review = Reviewer.Review(change.Before, changes, GuardConfiguration.Default with { Contract = contract, IpBlockMatchesPods = false });
            var isBroken = ContractCheck.Broken(Manifests.Index(change.After), contract, ipBlockMatchesPods: false).Any();

            // In a namespace that is being deleted it is no more than a warning.
            Assert.Equal(isBroken, review.Reviews.SelectMany(one => one.Findings).Any(finding => finding is { Rule: "contract-broken", Action: >= Verdict.Warn }));
        },
        runs: 300);

    [Fact]
    public void The_shop_keeps_its_own_contract() => IsKept(Repository.PathOf("samples/shop"));

    [Fact]
    public void The_boutique_keeps_its_own_contract() => IsKept(Repository.Corpus("boutique.json"));

    private void IsKept(string cluster)
    {
        var contract = _run.Run("connections", "--cluster", cluster, "--as-contract");
        Assert.Equal((ExitCode.Success, ""), (contract.ExitCode, contract.Error));
        Assert.Contains("\n- from: ", contract.Output, StringComparison.Ordinal);

        var review = _run.Run("review", "--cluster", cluster, "--change", cluster, "--contract", _run.File("contract.yaml", contract.Output), "--fail-on", "warn");

        Assert.Equal((ExitCode.Success, ""), (review.ExitCode, review.Error));
        Assert.StartsWith("ALLOWED  ", review.Output, StringComparison.Ordinal);
        Assert.EndsWith("unchanged\n", review.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("contract", review.Output, StringComparison.Ordinal);
    }

    private static ConnectivityContract Written(ClusterState cluster, bool ipBlockMatchesPods, bool includeSelf)
    {
        var index = Manifests.Index(cluster);
        var options = new ConnectionOptions { IpBlockMatchesPods = ipBlockMatchesPods, IncludeSelf = includeSelf };
        using var text = new StringWriter();
        ContractText.Write(new Page(text, isColoured: false), new ConnectionsReport(ConnectionMap.List(index, options), index, options, Notes: []));
        return ContractReader.Read(System.Text.Encoding.UTF8.GetBytes(text.ToString()), "contract.yaml");
    }
}
