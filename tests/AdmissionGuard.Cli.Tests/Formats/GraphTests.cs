using System.Collections.Immutable;
using System.Xml.Linq;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Cli.Rendering.Graphs;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Tests.Formats;

public sealed class GraphTests : IDisposable
{
    private const string Odd = "ns/a\\N \"b\" <i>&amp;#1;[Pod]{k=`x`|y}";

    private readonly ReviewedShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void Graphviz_draws_what_is_lost_red_and_dashed_and_what_is_gained_green()
    {
        var svg = Draw(Diff("dot"));
        var lost = Edge(svg, "shop/web[Pod]->shop/db[StatefulSet]");
        var gained = Edge(svg, "shop/web[Pod]->shop/web[Pod]", "shop/db[StatefulSet]->shop/web[Pod]");

        Assert.Equal("red", (string?)lost.Attribute("stroke"));
        Assert.NotNull(lost.Attribute("stroke-dasharray"));
        Assert.Equal("darkgreen", (string?)gained.Attribute("stroke"));
        Assert.Null(gained.Attribute("stroke-dasharray"));
    }

    [Fact]
    public void Graphviz_shows_every_connection_of_the_sample_shop()
    {
        var svg = Draw(Repository.Run("connections", "--cluster", "samples/shop", "-o", "dot").Printed);
        var lines = Repository.Run("connections", "--cluster", "samples/shop").Printed.TrimEnd('\n').Split('\n');

        Assert.Equal(lines.Length, Elements(svg, "edge").Count());
    }

    [Fact]
    public void Graphviz_takes_odd_names_for_what_they_are()
    {
        var page = new StringWriter { NewLine = "\n" };
        DotGraph.Write(new Page(page, isColoured: false), [Between(Odd, "ns/" + ReviewedShop.LongestName)]);
        var labels = Draw(page.ToString()).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value);

        Assert.Equal(new HashSet<string> { "ns", Odd["ns/".Length..], ReviewedShop.LongestName, "TCP 80" }, labels.ToHashSet());
    }

    [Fact]
    public void Nothing_is_an_empty_picture()
    {
        var dot = new StringWriter { NewLine = "\n" };
        DotGraph.Write(new Page(dot, isColoured: false), []);

        Assert.Empty(Elements(Draw(dot.ToString()), "edge"));
        Assert.Equal("flowchart LR\n", MermaidGraph.Of([]));
    }

    [Fact]
    public void Mermaid_numbers_the_ends_and_quotes_their_names() => Assert.Equal(
        """
        flowchart LR
          subgraph s0["ns"]
            n0["a#92;N #34;b#34; #60;i#62;#38;amp#59;#35;1#59;[Pod]{k=#96;x#96;#124;y}"]
            n1["b"]
          end
          n0 -.->|"lost: TCP 80"| n1
          linkStyle 0 stroke:red

        """,
        MermaidGraph.Of([Between(Odd, "ns/b") with { Kind = ChangeKind.Lost }]));

    [Fact]
    public void A_picture_that_Mermaid_does_not_draw_is_noted()
    {
        var pods = string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}, namespace: shop}}\nspec: {{containers: [{{name: c}}]}}\nstatus: {{phase: Running, podIP: 10.2.0.{i + 1}}}\n"));
        var result = _shop.Command("connections", "--cluster", _shop.File("many.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n" + pods), "-o", "mermaid");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^note: 1,6\d\d arrows in [\d,]+ characters: Mermaid draws at most 500 and 50,000, and so do GitHub and GitLab; use -o dot or -o html\n$", result.Error);
        Assert.StartsWith("flowchart LR\n", result.Output, StringComparison.Ordinal);
    }

    private static GraphEdge Between(string from, string to) =>
        new(new Endpoint(from, "ns", null), new Endpoint(to, "ns", null), "TCP 80", null);

    private static XElement Draw(string dot)
    {
        var (exitCode, svg) = Tool.Run(Tool.OnPath("dot", "graphviz"), dot, "-Tsvg");
        Assert.True(exitCode == 0, svg);
        return XElement.Parse(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]);
    }

    private static IEnumerable<XElement> Elements(XElement svg, string kind) =>
        svg.Descendants().Where(element => (string?)element.Attribute("class") == kind);

    private static XElement Edge(XElement svg, params string[] titles) => Elements(svg, "edge")
        .First(edge => titles.Contains(edge.Elements().First().Value, StringComparer.Ordinal))
        .Elements().First(element => element.Name.LocalName == "path");

    private string Diff(string format)
    {
        var before = _shop.File("before.yaml", ShopManifests.Shop);
        var open = ShopManifests.Policy("web", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{}]}");
        var shop = ShopManifests.Shop.Replace(ShopManifests.DbPolicy, ShopManifests.DbPolicyWithoutRules, StringComparison.Ordinal)
            .Replace(ShopManifests.WebPolicy, open, StringComparison.Ordinal);
        return _shop.Command("diff", "--before", before, "--after", _shop.File("after.yaml", shop), "-o", format).Output;
    }
}
