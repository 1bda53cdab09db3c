using Microsoft.Playwright;

namespace AdmissionGuard.Browser.Tests;

/// <summary>
/// One browser for all tests: the machine's own chromium, driven by Playwright. Where there is none, tests are skipped and say so.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "ADMISSION_GUARD_CHROMIUM";

    private static readonly string[] Quietly =
    [
        // As root there is no sandbox to be had; the rest keeps the browser from talking to its maker.
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Path => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : "/usr/bin/chromium";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = Quietly });
    }

    /// <summary>Opens a file in a window of its own.</summary>
    internal async Task<OpenPage> Open(string file, int width = 1440, int height = 1000, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipUnless(_browser is not null, $"no chromium at {Path}: apt-get install chromium, or name another in {Variable}");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });
        return await OpenPage.Of(context, file);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class WithChromium : ICollectionFixture<Chromium>
{
    public const string Name = "chromium";
}
