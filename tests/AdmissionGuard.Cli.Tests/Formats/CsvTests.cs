using AdmissionGuard.Cli.Rendering;

namespace AdmissionGuard.Cli.Tests.Formats;

public sealed class CsvTests : IDisposable
{
    private readonly ReviewedShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void Connections_are_a_table_with_a_header()
    {
        var rows = _shop.Command("connections", "--cluster", _shop.Cluster, "-n", "shop", "-o", "csv").Output.Split("\r\n");

        Assert.Equal("from,to,connections,partial", rows[0]);
        Assert.Contains("shop/web[Pod],shop/db[StatefulSet],TCP 5432,false", rows);
        Assert.Empty(rows[^1]);
    }

    [Fact]
    public void A_difference_says_what_passed_and_what_passes()
    {
        var after = _shop.File("after.yaml", ShopManifests.Shop.Replace(ShopManifests.DbPolicy, ShopManifests.DbPolicyWithoutRules, StringComparison.Ordinal));

        Assert.Equal(
            "kind,from,to,before,after,before_partial,after_partial\r\nlost,shop/web[Pod],shop/db[StatefulSet],TCP 5432,,false,false\r\n",
            _shop.Command("diff", "--before", _shop.Cluster, "--after", after, "-o", "csv").Output);
    }

    [Theory]
    [InlineData("shop/web[Pod]", "shop/web[Pod]")]
    [InlineData("shop/web[Pod]{a=b,c}", "\"shop/web[Pod]{a=b,c}\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1,A2)", "\"'@SUM(A1,A2)\"")]
    [InlineData("\tx", "'\tx")]
    [InlineData("", "")]
    public void A_cell_is_text_and_no_formula(string text, string cell) => Assert.Equal(cell, Csv.Cell(text));
}
