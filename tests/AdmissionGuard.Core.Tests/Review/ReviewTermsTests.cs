using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Tests.Oracle;
using AdmissionGuard.Core.Tests.Reachability;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Review;

public sealed class ReviewTermsTests
{
    private static readonly ClusterState Shop = Some.Cluster([Some.Pod("shop/api", "app=api"), Some.Pod("shop/db", "app=db")]);
    private static readonly NetworkPolicy Full = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=api"), "TCP 5432")]);
    private static readonly PolicyChange Wipe = Reviewed.Update(Full, Some.Policy("shop/db", "app=db"));

    [Fact]
    public void Given_policies_count_and_not_those_of_the_index()
    {
        var twin = Full with { Key = Some.Key("shop/twin") };
        var stale = ClusterIndex.Build(Shop with { Policies = [Full] }, []);
        Assert.Equal(Verdict.Deny, Reviewer.Review(stale, Wipe, GuardConfiguration.Default).Verdict);
        Assert.Equal(Verdict.Allow, Review(stale, [Full, twin]).Verdict);

        var gone = ClusterIndex.Build(Shop with { Policies = [Full, twin] }, []);
        Assert.Equal(Verdict.Allow, Reviewer.Review(gone, Wipe, GuardConfiguration.Default).Verdict);
        Assert.Equal(Verdict.Deny, Review(gone, [Full]).Verdict);

        static PolicyReview Review(ClusterIndex index, NetworkPolicy[] policies) =>
            Reviewer.Review(index, Wipe, GuardConfiguration.Default, new ReviewTerms { Policies = policies });
    }

    [Fact]
    public void Given_policies_are_as_good_as_an_index_that_holds_them() => Properties.Check(
        Change.One,
        change =>
        {
            if (change.Changes is not [var only])
            {
                return;
            }

            // The index knows nothing of what was done in the namespace lately, and word of what was deleted there has not come either.
            var place = only.Key.Namespace;
            var own = change.After.Policies.Where(policy => policy.Key.Namespace == place).ToList();
            var lagging = change.After with { Policies = [.. change.After.Policies.Where(policy => policy.Key.Namespace != place).Concat(own.Take(1))] };
            var ahead = change.After with
            {
                Policies = [.. change.After.Policies, Some.Policy($"{place}/ghost", ingress: [Some.Rule()], types: PolicyTypes.Both)],
            };
            var terms = new ReviewTerms { Policies = [.. own.Where(policy => policy.Key != only.Key)] };
            var expected = Say(Reviewer.Review(change.Index(change.After), only, GuardConfiguration.Default));
            Assert.Equal(expected, Say(Reviewer.Review(change.Index(lagging), only, GuardConfiguration.Default, terms)));
            Assert.Equal(expected, Say(Reviewer.Review(change.Index(ahead), only, GuardConfiguration.Default, terms)));
        },
        runs: 300);

    [Fact]
    public void Other_namespaces_are_counted_and_never_named() => Properties.Check(
        Change.One,
        change =>
        {
            if (change.Changes is not [var only])
            {
                return;
            }

            // Cluster DNS is an object of another namespace too.
            var state = change.After with { Services = [Some.Service("ops/dns", "app=web", "UDP 53, TCP 53")] };
            var configuration = GuardConfiguration.Default with { DnsServices = [Some.Key("ops/dns")] };
            var terms = new ReviewTerms { OnlyCountsOtherNamespaces = true };
            var said = Reviewer.Review(change.Index(state), only, configuration, terms);
            var told = Reviewer.Review(change.Index(state), only, configuration);
            Assert.Equal(
                told.Findings.Select(finding => (finding.Rule, finding.Action, finding.Field)),
                said.Findings.Select(finding => (finding.Rule, finding.Action, finding.Field)));
            foreach (var other in state.Namespaces.Where(item => item.Name != only.Key.Namespace))
            {
                Assert.All(said.Findings, finding =>
                {
                    Assert.DoesNotContain($"{other.Name}/", finding.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain($"\"{other.Name}\"", finding.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain($"\"{other.Name}\"", finding.Remediation, StringComparison.Ordinal);
                    Assert.DoesNotContain($"{other.Name}/", finding.Remediation, StringComparison.Ordinal);
                });
            }
        },
        runs: 300);

    [Fact]
    public void A_review_that_is_interrupted_anywhere_leaves_nothing_behind() => Properties.Check(
        Change.One,
        change =>
        {
            if (change.Changes is not [var only])
            {
                return;
            }

            var index = change.Index(change.After);
            var expected = Say(Reviewer.Review(index, only, GuardConfiguration.Default));
            var pulses = 0;
            Assert.Equal(expected, Say(Reviewer.Review(index, only, GuardConfiguration.Default, new ReviewTerms { Pulse = () => pulses++ })));
            foreach (var last in new[] { 1, (pulses + 1) / 2 }.Where(last => last > 0 && last <= pulses))
            {
                var left = last;
                var terms = new ReviewTerms { Pulse = () => _ = --left > 0 ? 0 : throw new TimeoutException() };
                Assert.Throws<TimeoutException>(() => Reviewer.Review(index, only, GuardConfiguration.Default, terms));
                Assert.Equal(expected, Say(Reviewer.Review(index, only, GuardConfiguration.Default)));
            }
        },
        runs: 100);

    [Fact]
    public void What_is_lost_and_gained_is_counted_as_the_oracle_counts_it() => Properties.Check(
        Change.One,
        change =>
        {
            if (change.Changes is not [var only])
            {
                return;
            }

            var configuration = GuardConfiguration.Default with { IpBlockMatchesPods = true };
            var size = Reviewer.Review(change.Index(change.After), only, configuration).Measure();
            var grid = new Grid(change.Before, change.After);
            var (before, after) = (new Truth(change.Before, grid, true), new Truth(change.After, grid, true));
            var pairs = before.StayingPods.SelectMany(_ => before.StayingPods, (from, to) => (From: from, To: to))
                .Where(pair => pair.From.Key != pair.To.Key)
                .Select(pair => (Before: before.Between(pair.From, pair.To), After: after.Between(pair.From, pair.To))).ToList();

            // Ranges of addresses are as wide as they can be, which only the simulation knows.
            var outside = Simulation.Run(change.Index(change.After), change.Changes, [], ipBlockMatchesPods: true).Blocks
                .Where(block => block.From.Range is not null || block.To.Range is not null)
                .Select(block => (block.Lost, block.Gained, Pods: block.From.Pods.Concat(block.To.Pods).Sum(pods => pods.Pods.Count))).ToList();
            Assert.Equal(
                pairs.Count(pair => !pair.Before.Except(pair.After).IsEmpty) + outside.Where(block => !block.Lost.IsEmpty).Sum(block => block.Pods),
                size.Lost);
            Assert.Equal(
                pairs.Count(pair => !pair.After.Except(pair.Before).IsEmpty) + outside.Where(block => !block.Gained.IsEmpty).Sum(block => block.Pods),
                size.Gained);
        },
        runs: 200);

    [Fact]
    public void What_other_namespaces_lose_is_counted_beside_what_is_named()
    {
        var cluster = Some.Cluster(
            [Some.Pod("shop/db", "app=db"), Some.Pod("shop/api", "app=api"), Some.Pod("bank/a", "app=api"), Some.Pod("bank/b", "app=api"), Some.Pod("dev/c", "app=api")]);
        var full = Some.Policy("shop/db", "app=db", [Some.Rule(Some.Peer("app=api", namespaces: ""), "TCP 5432")]);
        var index = ClusterIndex.Build(cluster with { Policies = [full] }, []);
        var review = Reviewer.Review(
            index, Reviewed.Update(full, Some.Policy("shop/db", "app=db")), GuardConfiguration.Default, new ReviewTerms { OnlyCountsOtherNamespaces = true });
        Assert.Equal(
            "deny spec.ingress: policy \"shop/db\" loses all it admitted: shop/api[Pod] and 3 workloads of other namespaces to shop/db[Pod] on TCP 5432",
            review.Says("ingress-rules-removed"));
    }

    [Fact]
    public void A_flaw_at_ten_thousand_peers_is_digested_once()
    {
        // A digest of the whole change for each of them took minutes.
        var open = Some.Policy("shop/db", "app=db", [.. Enumerable.Range(1, 10_000).Select(port => Some.Rule(Some.Peer("", namespaces: ""), $"TCP {port}"))]);
        var review = Reviewer.Review(ClusterIndex.Build(Shop, []), Reviewed.Creation(open), GuardConfiguration.Default);
        Assert.Single(review.Findings.Where(finding => finding.Rule == "peer-not-namespace-scoped").Select(finding => finding.Digest).Distinct());
    }

    private static string Say(PolicyReview review) => string.Join(
        '\n', review.Findings.Select(finding => $"{finding.Action} {finding.Rule} {finding.Field} {finding.Digest} {finding.Message} {finding.Remediation}"));
}
