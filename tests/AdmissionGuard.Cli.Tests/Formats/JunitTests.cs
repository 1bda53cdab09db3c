using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Tests.Formats;

public sealed class JunitTests : IDisposable
{
    private readonly ReviewedShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void A_denial_fails_the_test_of_its_rule()
    {
        var suite = Assert.Single(Valid("--change", _shop.File("db.yaml", ShopManifests.DbPolicyWithoutRules)).Elements());
        var failed = Assert.Single(suite.Elements(), test => test.Element("failure") is not null);

        Assert.Equal(RuleCatalog.All.Select(rule => rule.Id), suite.Elements("testcase").Select(test => (string?)test.Attribute("name")));
        Assert.Equal("shop/db", (string?)failed.Attribute("classname"));
        Assert.Equal("ingress-rules-removed", (string?)failed.Attribute("name"));
        Assert.Equal(
            """
            deny: policy "shop/db" loses all it admitted: shop/web[Pod] to shop/db[StatefulSet] on TCP 5432
            field: spec.ingress (db.yaml:7)
            fix: Restore the rules, or first apply another policy that admits these sources.
            if this is meant, annotate the policy: admission-guard.io/acknowledge: "ingress-rules-removed=b4280913"
            """,
            failed.Element("failure")!.Value);
    }

    [Fact]
    public void A_warning_passes_and_is_written_down()
    {
        var report = Valid("--change", _shop.File("open.yaml", ReviewedShop.PolicyWithFlaws(1)));
        var test = report.Descendants("testcase").Single(one => (string?)one.Attribute("name") == "peer-not-namespace-scoped");

        Assert.Equal("0", (string?)report.Attribute("failures"));
        Assert.Null(test.Element("failure"));
        Assert.StartsWith("warn: ", test.Element("system-out")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_fails_where_it_fails_the_review()
    {
        var report = Valid("--fail-on", "warn", "--change", _shop.File("open.yaml", ReviewedShop.PolicyWithFlaws(3)));
        var test = report.Descendants("testcase").Single(one => (string?)one.Attribute("name") == "peer-not-namespace-scoped");

        Assert.EndsWith("(and 2 more)", (string?)test.Element("failure")!.Attribute("message"), StringComparison.Ordinal);
        Assert.Equal(report.Descendants("failure").Count(), (int)report.Attribute("failures")!);
    }

    [Fact]
    public void Notes_and_the_order_are_in_a_suite_without_tests()
    {
        var printed = Repository.Run("review", "--cluster", "samples/shop", "--change", "samples/changes/02-second-manifest-same-name", "-o", "junit").Printed;
        var suite = XDocument.Parse(printed).Root!.Elements("testsuite").Last();

        Assert.Equal(("AdmissionGuard", "0"), ((string)suite.Attribute("name")!, (string)suite.Attribute("tests")!));
        Assert.Contains("note: NetworkPolicy orders/orders is defined twice", (string)suite.Element("system-out")!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_not_asked_is_skipped()
    {
        var suite = Assert.Single(Valid("--delete", "shop/db").Elements());

        Assert.Equal(suite.Descendants("skipped").Count(), (int)suite.Attribute("skipped")!);
        Assert.NotEmpty(suite.Descendants("skipped"));
    }

    [Fact]
    public void Bad_input_is_valid_too()
    {
        var name = ReviewedShop.LongestName;
        var longest = Valid("--change", _shop.File("<b>&\"'.yaml", ReviewedShop.PolicyWithFlaws(2, name)));
        var many = Valid("--change", _shop.File("many.yaml", ReviewedShop.PolicyWithFlaws(10_000)));

        Assert.Contains($"shop/{name}", longest.Descendants("testsuite").Select(suite => (string?)suite.Attribute("name")));
        Assert.Contains("(<b>&\"'.yaml:", longest.ToString(SaveOptions.DisableFormatting).Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(10_000, many.Descendants("system-out").Max(output => output.Value.Split("warn: ").Length - 1));
        Assert.Empty(Valid("--change", _shop.File("empty.yaml", "# nothing\n")).Elements());
    }

    [Theory]
    [InlineData("plain → text", "plain → text")]
    [InlineData("a\u0001b\u001bc", "a\uFFFDb\uFFFDc")]
    [InlineData("\U0001F600", "\U0001F600")]
    public void What_XML_cannot_hold_is_replaced(string text, string written) => Assert.Equal(written, XmlCharacters.Of(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\uFFFDb", XmlCharacters.Of("a" + '\uD800' + "b"));

    private XElement Valid(params string[] arguments)
    {
        var schemas = new XmlSchemaSet();
        using var schema = XmlReader.Create(Path.Combine(Repository.Fixtures("formats"), "junit.xsd"));
        schemas.Add("", schema);
        var document = XDocument.Parse(_shop.Review("junit", arguments));
        document.Validate(schemas, (_, problem) => Assert.Fail(problem.Message));
        return document.Root!;
    }
}
