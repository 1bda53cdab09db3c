using AdmissionGuard.Cli.Rendering.Graphs;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Browser.Tests;

/// <summary>What <c>-o mermaid</c> prints, drawn by Mermaid itself.</summary>
[Collection(WithChromium.Name)]
public sealed class MermaidTests(Chromium chromium) : IDisposable
{
    private readonly Reports _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task It_draws_every_workload_and_every_connection_of_the_sample_shop()
    {
        await using var page = await Draw(Reports.Print("mermaid", "connections", "--cluster", "samples/shop"));
        var lines = Reports.Print("csv", "connections", "--cluster", "samples/shop").TrimEnd('\n').Split('\n')[1..];

        Assert.Equal(lines.Length, await page["path.flowchart-link"].CountAsync());
        Assert.Contains("postgres[StatefulSet]", await page.Texts(".nodeLabel"));
        Assert.Contains("data", (await page[".cluster-label"].AllTextContentsAsync()).Select(text => text.Trim()));
    }

    [Fact]
    public async Task It_takes_odd_names_for_what_they_are()
    {
        const string Odd = "ns/a\\N \"b\" <i>&amp;#1;%%end[Pod]{k=`x`|y}";
        await using var page = await Draw(MermaidGraph.Of(
        [
            new GraphEdge(new Endpoint(Odd, "ns", null), new Endpoint("ns/b", "ns", null), "TCP 80", ChangeKind.Lost),
        ]));

        Assert.Contains(Odd["ns/".Length..], await page.Texts(".nodeLabel"));
        Assert.Equal(["lost: TCP 80"], (await page.Texts(".edgeLabel .edgeLabel")).Where(text => text.Length > 0).Distinct());
    }

    [Fact]
    public async Task It_would_object_to_what_is_no_picture()
    {
        await using var page = await chromium.Open(await Page());
        var said = await page.Page.EvaluateAsync<string>("async () => { try { await mermaid.parse('flowchart LR\\n n0 -->| n1'); return ''; } catch (e) { return String(e); } }");

        Assert.StartsWith("Error: Parse error on line ", said);
    }

    private async Task<OpenPage> Draw(string text)
    {
        var page = await chromium.Open(await Page());
        await page.Page.EvaluateAsync("async text => { document.body.innerHTML = (await mermaid.render('drawn', text)).svg; }", text);
        return page;
    }

    private async Task<string> Page()
    {
        var folder = Path.Combine(Reports.Root, "artifacts", "mermaid");
        var script = Directory.Exists(folder) ? Directory.GetFiles(folder, "mermaid.min.js", SearchOption.AllDirectories).SingleOrDefault() : null;
        Assert.SkipWhen(script is null, "no Mermaid: run eng/mermaid.sh, which gets it from npm");
        var source = await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken);
        return _reports.File("mermaid.html", $"<!doctype html><meta charset=utf-8><title>Mermaid</title><body><script>{source.Replace("</script", "<\\/script", StringComparison.Ordinal)}</script><script>mermaid.initialize({{ startOnLoad: false }});</script>");
    }
}
