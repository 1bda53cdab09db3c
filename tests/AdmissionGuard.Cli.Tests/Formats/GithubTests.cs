namespace AdmissionGuard.Cli.Tests.Formats;

public sealed class GithubTests : IDisposable
{
    private readonly ReviewedShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void A_denial_is_an_error_at_its_line() => Assert.Equal(
        "::error file=db.yaml,line=7,col=3,title=ingress-rules-removed%3A shop/db::"
        + "policy \"shop/db\" loses all it admitted: shop/web[Pod] to shop/db[StatefulSet] on TCP 5432%0A"
        + "Restore the rules, or first apply another policy that admits these sources.%0A"
        + "If this is meant, annotate the policy: admission-guard.io/acknowledge: \"ingress-rules-removed=b4280913\"\n"
        + "AdmissionGuard: deny, 1 policy reviewed\n",
        _shop.Review("github", "--change", _shop.File("db.yaml", ShopManifests.DbPolicyWithoutRules)));

    [Fact]
    public void Nothing_to_say_is_said_in_the_log() => Assert.Equal(
        "AdmissionGuard: allow, 2 policies reviewed\n", _shop.Review("github", "--change", _shop.Cluster));

    [Fact]
    public void The_order_in_which_to_apply_a_set_is_a_notice() => Assert.Contains(
        "::notice title=AdmissionGuard::order: 2 steps, so that nothing that works before and after is interrupted on the way%0A"
        + "  1. data/postgres-from-orders, data/postgres-from-payments%0A  2. data/postgres%0AFlux: stops at data/postgres, ",
        Repository.Run("review", "--cluster", "samples/shop", "--change", "samples/changes/07-allow-first", "-o", "github").Printed,
        StringComparison.Ordinal);

    [Fact]
    public void A_finding_that_is_acknowledged_says_so() => Assert.Contains(
        "::acknowledged: policy ",
        Repository.Run("review", "--cluster", "samples/shop", "--change", "samples/changes/08-acknowledged", "-o", "github").Printed,
        StringComparison.Ordinal);

    [Fact]
    public void A_file_s_name_cannot_end_its_property()
    {
        var printed = _shop.Review("github", "--change", _shop.File("a,b:c%.yaml", ReviewedShop.PolicyWithFlaws(1)));

        Assert.Contains("::warning file=a%2Cb%3Ac%25.yaml,line=8,", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_is_a_command_but_the_last()
    {
        var printed = _shop.Review("github", "--change", _shop.File("many.yaml", ReviewedShop.PolicyWithFlaws(10_000)));

        Assert.All(printed.TrimEnd('\n').Split('\n')[..^1], line => Assert.Matches("^::(error|warning|notice) ", line));
    }
}
