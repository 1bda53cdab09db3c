using Microsoft.Playwright;

namespace AdmissionGuard.Browser.Tests;

/// <summary>The page of a review, as somebody meets it who has just been denied.</summary>
[Collection(WithChromium.Name)]
public sealed class ReviewPageTests(Chromium chromium) : IDisposable
{
    private const string Lost = "orders/orders[Deployment] → data/postgres[StatefulSet]: 1 lost";

    private readonly Reports _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task The_verdict_and_its_reasons_come_first()
    {
        await using var page = await chromium.Open(_reports.Shop());
        Assert.Equal("Denied", await page["h1"].InnerTextAsync());
        Assert.Equal("1 policy: data/postgres", await page[".verdict p"].InnerTextAsync());
        Assert.Equal("ingress-rules-removed", (await page[".finding h3"].TextContentAsync())!.Split(' ')[^1]);
        Assert.Equal(
            "policy \"data/postgres\" loses all it admitted: orders/orders[Deployment] and orders/payments[Deployment] to "
            + "data/postgres[StatefulSet] on TCP 5432",
            await page[".finding .message"].InnerTextAsync());
        var file = Path.GetFullPath(Path.Combine(Reports.Root, "samples/changes/01-template-renders-empty-ingress/postgres.yaml"));
        Assert.Equal(
            [$"spec.ingress in {file}:12", "Restore the rules, or first apply another policy that admits these sources."],
            await page.Texts(".finding dd"));
        Assert.Equal("admission-guard.io/acknowledge: \"ingress-rules-removed=0f026504\"", await page[".pass pre"].InnerTextAsync());
        var (findings, picture) = (await page[".findings"].BoundingBoxAsync(), await page[".picture"].BoundingBoxAsync());
        Assert.True(findings!.Y < picture!.Y);
    }

    [Fact]
    public async Task The_picture_shows_workloads_by_namespace_and_what_is_lost_is_not_told_by_colour_alone()
    {
        await using var page = await chromium.Open(_reports.Shop());
        Assert.Contains("data/postgres[StatefulSet]", await Attributes(page, ".node", "data-unit"));
        Assert.Equal(
            ["from outside", "to outside"],
            (await page[".space text"].EvaluateAllAsync<string[]>("all => all.map(one => one.lastChild.data)")).Where(name => name.Contains("outside")).Order());
        Assert.Equal(2, await page[".edge.lost"].CountAsync());
        Assert.Equal(["− TCP 5432", "− TCP 5432"], await page[".edge-label text"].AllTextContentsAsync());
        Assert.NotEqual("none", await Style(page, ".edge.lost .line", "strokeDasharray"));
        Assert.Equal("none", await Style(page, ".edge.unchanged .line", "strokeDasharray"));
        Assert.NotEqual(await Style(page, ".edge.lost .line", "stroke"), await Style(page, ".edge.unchanged .line", "stroke"));
    }

    [Fact]
    public async Task No_two_boxes_and_no_two_labels_of_the_picture_lie_on_each_other()
    {
        await using var page = await chromium.Open(_reports.Shop());
        Assert.Equal(0, await page.Page.EvaluateAsync<int>(
            """
            () => [".node", ".edge-label"].map(kind => {
              const boxes = [...document.querySelectorAll(kind)].map(one => one.getBoundingClientRect());
              const onEachOther = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
              return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => onEachOther(a, b))).length;
            }).reduce((sum, one) => sum + one)
            """));
    }

    [Fact]
    public async Task A_click_on_a_connection_tells_which_policy_and_rule_decide()
    {
        await using var page = await chromium.Open(_reports.Shop());
        Assert.True(await page[".details"].IsHiddenAsync());
        await page[".edge-label.lost"].First.ClickAsync();
        Assert.Equal("orders/orders[Deployment] → data/postgres[StatefulSet]", await page[".details h3"].TextContentAsync());
        Assert.Equal(
            ["✓ allowed TCP 5432", "✗ denied TCP 5432"], (await page.Texts(".details .answer p")).Select(text => text.Trim()));
        Assert.Equal(
            [
                "allowed by orders/orders egress[1]",
                "allowed by data/postgres ingress[0]",
                "allowed by orders/orders egress[1]",
                "isolated by data/allow-metrics and data/default-deny and data/postgres and data/postgres-members, "
                + "and no rule of them allows this",
            ],
            await page.Texts(".details dd"));
        await page.Button("Close the details").ClickAsync();
        Assert.True(await page[".details"].IsHiddenAsync());
    }

    [Fact]
    public async Task Before_and_after_show_what_was_and_what_is()
    {
        await using var page = await chromium.Open(_reports.Shop());
        await page.Button("Before").ClickAsync();
        Assert.Equal(30, await page[".edge"].CountAsync());
        Assert.Contains(Lost, await Attributes(page, ".edge", "data-edge"));
        await page.Button("After").ClickAsync();
        Assert.Equal(28, await page[".edge"].CountAsync());
        Assert.DoesNotContain(Lost, await Attributes(page, ".edge", "data-edge"));
    }

    [Fact]
    public async Task Filters_leave_what_is_asked_for()
    {
        await using var page = await chromium.Open(_reports.Shop());
        await page.Button("List").ClickAsync();
        Assert.Equal(30, await page["tbody tr"].CountAsync());

        await page["label.unchanged input"].UncheckAsync();
        Assert.Equal(["− lost", "− lost"], await page.Texts("tbody td:first-child"));
        await page["label.unchanged input"].CheckAsync();

        await page["select"].SelectOptionAsync("monitoring");
        Assert.All(await page.Texts("tbody tr"), row => Assert.Contains("monitoring/", row));
        await page["select"].SelectOptionAsync("all");

        await page.Field("Workload").FillAsync("POSTGRES");
        Assert.Equal(4, await page["tbody tr"].CountAsync());
        await page.Field("Port").FillAsync("tcp/5432");
        Assert.Equal(2, await page["tbody tr"].CountAsync());
        await page.Field("Port").FillAsync("udp");
        Assert.Equal(1, await page["tbody tr"].CountAsync());
        await page.Field("Port").FillAsync("70000");
        Assert.Equal("expected 5432, tcp or tcp/5432", await page[".mistake"].InnerTextAsync());
    }

    [Fact]
    public async Task Nothing_that_passes_the_filters_is_said_so()
    {
        await using var page = await chromium.Open(_reports.Shop());
        await page.Field("Workload").FillAsync("nobody");
        foreach (var view in new[] { "Picture", "Matrix", "List" })
        {
            await page.Button(view).ClickAsync();
            Assert.Equal("No connection passes the filters.", await page[".stage .empty"].InnerTextAsync());
        }
    }

    [Fact]
    public async Task Copy_puts_the_acknowledgement_on_the_clipboard_of_a_page_from_a_file()
    {
        await using var page = await chromium.Open(_reports.Shop());
        await page.Button("Copy what acknowledges the change of data/postgres").ClickAsync();
        await Assertions.Expect(page[".pass .copied"]).ToHaveTextAsync("copied");
        await page.Field("Workload").FocusAsync();
        await page.Page.Keyboard.PressAsync("Control+V");
        Assert.Equal(
            "admission-guard.io/acknowledge: \"ingress-rules-removed=0f026504\"", await page.Field("Workload").InputValueAsync());
    }

    [Fact]
    public async Task A_finding_that_a_patch_makes_good_shows_the_command_that_the_text_shows()
    {
        const string Change = "samples/changes/09-stray-dash";
        await using var page = await chromium.Open(_reports.Of("review", "--cluster", "samples/shop", "--change", Change));
        await page.Page.GetByText("The fix as a patch").ClickAsync();
        var shown = await page.Texts(".finding details pre");
        var text = Reports.Print("text", "review", "--cluster", "samples/shop", "--change", Change);
        var command = text.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("kubectl patch ", StringComparison.Ordinal));
        Assert.Equal(command, shown[1]);
        Assert.Contains($"'{shown[0]}'", command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_in_which_to_apply_a_set_stands_there_in_the_words_of_the_text()
    {
        string[] review = ["review", "--cluster", "samples/shop", "--change", "samples/changes/07-allow-first"];
        await using var page = await chromium.Open(_reports.Of(review));
        var text = Reports.Print("text", review);

        Assert.Equal(
            text[text.IndexOf("order: ", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()),
            await page.Texts(".rollout p"));
        Assert.Equal(["order:", "Flux:", "Argo CD:"], await page.Texts(".rollout strong"));
        await page.IsAccessible();
    }

    [Fact]
    public async Task A_policy_that_stays_as_it_is_is_unchanged_as_in_the_text()
    {
        const string Orders = "samples/shop/orders.yaml";
        string[] alone = ["review", "--cluster", "samples/shop", "--change", Orders];
        string[] beside = [.. alone, "--change", "samples/changes/01-template-renders-empty-ingress"];
        await using (var page = await chromium.Open(_reports.Of(alone)))
        {
            var said = await page[".verdict p"].InnerTextAsync();
            Assert.Matches("^[0-9]+ polic(y|ies): unchanged$", said);
            Assert.Contains($"ALLOWED  {said}\n", Reports.Print("text", alone), StringComparison.Ordinal);
        }

        await using (var page = await chromium.Open(_reports.Of(beside)))
        {
            var said = await page[".findings .quiet"].InnerTextAsync();
            Assert.Matches("^[0-9]+ more polic(y|ies): unchanged$", said);
            Assert.Contains($"\n{said}\n", Reports.Print("text", beside), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_any_order_is_fine_nothing_is_said_of_it()
    {
        await using var page = await chromium.Open(_reports.Shop());
        Assert.Equal(0, await page[".rollout"].CountAsync());
    }

    [Fact]
    public async Task A_namespace_folds_into_one_box_and_unfolds_again()
    {
        await using var page = await chromium.Open(_reports.Shop());
        await page.Button("Fold orders").ClickAsync();
        var units = await Attributes(page, ".node", "data-unit");
        Assert.Contains("namespace orders (2 workloads)", units);
        Assert.DoesNotContain("orders/orders[Deployment]", units);
        Assert.Equal(["− 2 lost"], await page[".edge-label text"].AllTextContentsAsync());
        await page["[data-unit='namespace orders (2 workloads)']"].ClickAsync();
        await page.Button("Unfold orders").ClickAsync();
        Assert.Contains("orders/orders[Deployment]", await Attributes(page, ".node", "data-unit"));

        // And without a mouse.
        await page["[data-unit='data/postgres[StatefulSet]']"].FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page[".details"].GetByText("Fold data").PressAsync("Enter");
        Assert.Contains("namespace data (1 workload)", await Attributes(page, ".node", "data-unit"));
    }

    [Fact]
    public async Task Paper_has_no_buttons_and_lists_every_change()
    {
        await using var page = await chromium.Open(_reports.Shop(), scheme: ColorScheme.Dark);
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await page.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(0, await page["button:visible, input:visible, select:visible"].CountAsync());
        Assert.Equal(2, await page[".printed tbody tr:visible"].CountAsync());
        Assert.True(await page[".picture"].IsVisibleAsync());
        Assert.Equal("rgb(28, 33, 40)", await Style(page, "body", "color"));
    }

    [Fact]
    public void The_same_change_gives_the_same_page() => Assert.Equal(
        File.ReadAllBytes(_reports.Shop()), File.ReadAllBytes(_reports.Shop()));

    [Fact]
    public async Task The_same_page_gives_the_same_picture()
    {
        var file = _reports.Shop();
        Assert.Equal(await Drawn(), await Drawn());

        async Task<string> Drawn()
        {
            await using var page = await chromium.Open(file);
            return await page[".picture"].InnerHTMLAsync();
        }
    }

    private static Task<string[]> Attributes(OpenPage page, string selector, string name) =>
        page[selector].EvaluateAllAsync<string[]>("(all, name) => all.map(one => one.getAttribute(name))", name);

    private static Task<string> Style(OpenPage page, string selector, string property) =>
        page[selector].First.EvaluateAsync<string>("(one, property) => getComputedStyle(one)[property]", property);
}
