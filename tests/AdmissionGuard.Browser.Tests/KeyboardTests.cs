using Microsoft.Playwright;

namespace AdmissionGuard.Browser.Tests;

/// <summary>The page without a mouse, without sight, and in the dark.</summary>
[Collection(WithChromium.Name)]
public sealed class KeyboardTests(Chromium chromium) : IDisposable
{
    private readonly Reports _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task Arrow_keys_go_from_box_to_box_and_Enter_lists_a_boxs_connections()
    {
        await using var page = await chromium.Open(_reports.Shop());
        Assert.Equal(1, await page[".node[tabindex='0']"].CountAsync());
        await page[".node[tabindex='0']"].FocusAsync();
        var first = await Focused(page);
        foreach (var key in new[] { "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight" })
        {
            await page.Page.Keyboard.PressAsync(key);
        }

        Assert.NotEqual(first, await Focused(page));
        Assert.Equal(1, await page[".node[tabindex='0']"].CountAsync());

        await page["[data-unit='data/postgres[StatefulSet]']"].FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("data/postgres[StatefulSet]", await page[".details h3"].InnerTextAsync());
        Assert.StartsWith("− lost orders/orders[Deployment] TCP 5432", (await page.Texts(".details li"))[0].ReplaceLineEndings(" "));

        await page[".details li button"].First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("orders/orders[Deployment] → data/postgres[StatefulSet]", await page[".details h3"].TextContentAsync());
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.True(await page[".details"].IsHiddenAsync());
        Assert.Equal("postgres StatefulSet: data/postgres[StatefulSet]", await Focused(page));
    }

    [Fact]
    public async Task Arrow_keys_go_from_cell_to_cell_and_Enter_explains()
    {
        await using var page = await chromium.Open(_reports.Shop());
        await page.Button("Matrix").ClickAsync();
        await page[".cell[tabindex='0']"].FocusAsync();
        Assert.Equal("orders/orders[Deployment] → data/postgres[StatefulSet]: 1 lost", await Focused(page));
        await page.Page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal("orders/payments[Deployment] → data/postgres[StatefulSet]: 1 lost", await Focused(page));
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Contains("no rule of them allows this", await page[".details"].InnerTextAsync());
        await page.Page.Keyboard.PressAsync("Control+End");
        Assert.StartsWith("0.0.0.0-255.255.255.255 → 203.0.113.0-203.0.113.255", await Focused(page));
    }

    [Theory]
    [InlineData("Picture", ColorScheme.Light, 1440)]
    [InlineData("Picture", ColorScheme.Dark, 1440)]
    [InlineData("Matrix", ColorScheme.Light, 1440)]
    [InlineData("Matrix", ColorScheme.Dark, 420)]
    [InlineData("List", ColorScheme.Light, 420)]
    [InlineData("List", ColorScheme.Dark, 1440)]
    public async Task Axe_finds_nothing(string view, ColorScheme scheme, int width)
    {
        await using var page = await chromium.Open(_reports.Shop(), width, scheme: scheme);
        await page.Button(view).ClickAsync();
        await page["summary"].First.ClickAsync();
        await page.Button("Picture").ClickAsync();
        await page["[data-unit='data/postgres[StatefulSet]']"].FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Button(view).ClickAsync();
        await page.IsAccessible();
        await page[".details li button"].First.ClickAsync();
        await page.IsAccessible();
    }

    [Fact]
    public async Task Dark_follows_the_system_until_the_reader_says_otherwise()
    {
        await using var page = await chromium.Open(_reports.Shop(), scheme: ColorScheme.Dark);
        Assert.Equal("rgb(17, 21, 27)", await Ground(page));
        await page.Button("☀ Light").ClickAsync();
        Assert.Equal("rgb(245, 246, 248)", await Ground(page));
        await page.Button("☾ Dark").ClickAsync();
        Assert.Equal("rgb(17, 21, 27)", await Ground(page));
    }

    [Theory]
    [InlineData(320)]
    [InlineData(420)]
    [InlineData(1000)]
    public async Task A_narrow_window_does_not_scroll_sideways(int width)
    {
        await using var page = await chromium.Open(_reports.Shop(), width);
        Assert.True(await page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    private static Task<string> Focused(OpenPage page) =>
        page.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label')");

    private static Task<string> Ground(OpenPage page) => page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
}
