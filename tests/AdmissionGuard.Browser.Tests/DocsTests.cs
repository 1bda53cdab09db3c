namespace AdmissionGuard.Browser.Tests;

/// <summary>docs/html.md shows what the page shows.</summary>
[Collection(WithChromium.Name)]
public sealed class DocsTests(Chromium chromium) : IDisposable
{
    private readonly Reports _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task What_is_said_of_the_lost_connection_is_what_the_page_says()
    {
        await using var page = await chromium.Open(_reports.Shop());
        await page[".edge-label.lost"].First.ClickAsync();
        var lines = new List<string> { await Text(".details h3"), await Text(".details h3 + p") };
        foreach (var (title, block) in (await page.Texts(".details h4")).Zip(await page[".details .answer"].AllAsync()))
        {
            lines.Add(title.ToLowerInvariant());
            lines.Add((await block.Locator("p").InnerTextAsync()).Trim());
            lines.AddRange((await block.Locator("dt").AllInnerTextsAsync()).Zip(
                await block.Locator("dd").AllInnerTextsAsync(), (direction, words) => $"{direction}: {words}"));
        }

        var docs = (await File.ReadAllTextAsync(Path.Combine(Reports.Root, "docs/html.md"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        Assert.Contains($"```text\n{string.Join('\n', lines)}\n```", docs, StringComparison.Ordinal);

        async Task<string> Text(string selector) => (await page[selector].TextContentAsync())!.Trim();
    }
}
