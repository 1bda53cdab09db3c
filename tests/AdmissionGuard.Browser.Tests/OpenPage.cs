using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AdmissionGuard.Browser.Tests;

/// <summary>
/// A page that a test looks at. Whatever the test is about, at its end the page must have asked the network for nothing, must not have
/// broken its own content security policy, and the console must be free of errors.
/// </summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private OpenPage(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public static async Task<OpenPage> Of(IBrowserContext context, string file)
    {
        var opened = new OpenPage(context, await context.NewPageAsync());
        var address = new Uri(file).AbsoluteUri;
        opened.Page.Console += (_, message) => opened.Note(message.Type is "error" or "warning", $"console: {message.Text}");
        opened.Page.PageError += (_, error) => opened.Note(true, $"error: {error}");
        opened.Page.Request += (_, request) => opened.Note(request.Url != address, $"request: {request.Url}");
        await opened.Page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));");
        await opened.Page.GotoAsync(address);
        return opened;
    }

    public ILocator this[string selector] => Page.Locator(selector);

    /// <summary>The text of everything that fits, in its order.</summary>
    public async Task<IReadOnlyList<string>> Texts(string selector) => await Page.Locator(selector).AllInnerTextsAsync();

    public ILocator Button(string name) =>
        Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>What the reader fills in.</summary>
    public ILocator Field(string label) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });

    /// <summary>Fails when axe finds anything, and says what and where.</summary>
    public async Task IsAccessible()
    {
        var result = await Page.RunAxe(new AxeRunOptions());
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.SelectMany(
            violation => violation.Nodes.Take(3).Select(node => $"{violation.Id}: {violation.Help}: {node.Html}"))));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_complaints);
    }

    private void Note(bool isBad, string text)
    {
        if (isBad)
        {
            _complaints.Add(text);
        }
    }
}
