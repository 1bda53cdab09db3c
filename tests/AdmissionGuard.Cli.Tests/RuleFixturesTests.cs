using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Tests;

/// <summary>
/// Every rule on the smallest cluster that shows it, from YAML to verdict. <c>UPDATE_FIXTURES=1</c> writes what the reviewer says into the
/// expected files, to be read before it is committed.
/// </summary>
public sealed class RuleFixturesTests
{
    public static TheoryData<string> Cases() => [.. RuleFixture.All().Select(item => item.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_review_says_what_is_expected(string name)
    {
        var fixture = new RuleFixture(Path.Combine(RuleFixture.Root, name));
        var said = RuleFixture.Describe(fixture.Review());
        if (Environment.GetEnvironmentVariable("UPDATE_FIXTURES") == "1")
        {
            File.WriteAllText(fixture.ExpectedFile, said);
        }

        Assert.Equal(File.ReadAllText(fixture.ExpectedFile), said);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Only_near_misses_are_missed(string name)
    {
        var fixture = new RuleFixture(Path.Combine(RuleFixture.Root, name));
        var spoken = fixture.Review().Reviews.SelectMany(review => review.Findings).Select(finding => finding.Rule);
        Assert.Equal(!fixture.IsNearMiss, spoken.Contains(fixture.Rule, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_has_a_case_and_a_near_miss()
    {
        var cases = RuleFixture.All().ToLookup(fixture => fixture.Rule, fixture => fixture.IsNearMiss);
        Assert.All(RuleCatalog.All, rule => Assert.Equal([false, true], cases[rule.Id].Distinct().Order()));
    }

    [Fact]
    public void Every_folder_is_a_rule() =>
        Assert.Empty(Directory.GetDirectories(RuleFixture.Root).Select(Path.GetFileName).Except(RuleCatalog.All.Select(rule => rule.Id), StringComparer.Ordinal));

    [Fact]
    public void Every_file_belongs_to_a_case() => Assert.Empty(RuleFixture.Orphans());

    // The mistakes that people make and nobody notices: what AdmissionGuard is for.
    [Theory]
    [InlineData("ingress-rules-removed/template-renders-an-empty-list", Verdict.Deny)]
    [InlineData("dns-blocked/egress-without-dns", Verdict.Deny)]
    [InlineData("rules-ignored-by-policy-types/egress-rules-without-egress", Verdict.Deny)]
    [InlineData("namespace-scope-missing/manifest-without-a-namespace", Verdict.Warn)]
    [InlineData("host-network-target/only-host-network-pods", Verdict.Deny)]
    public void The_mistakes_it_is_made_for_are_caught(string name, Verdict verdict)
    {
        var fixture = new RuleFixture(Path.Combine(RuleFixture.Root, name));
        var review = Assert.Single(fixture.Review().Reviews);
        Assert.Equal(verdict, review.Verdict);
        Assert.Equal(verdict, review.Findings.Single(finding => finding.Rule == fixture.Rule).Action);
    }
}
