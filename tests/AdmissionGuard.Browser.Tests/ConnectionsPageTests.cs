namespace AdmissionGuard.Browser.Tests;

/// <summary>The pages of one state, which nothing is compared with, and of two: they say what the text says.</summary>
[Collection(WithChromium.Name)]
public sealed class ConnectionsPageTests(Chromium chromium) : IDisposable
{
    private const string Admitted =
        "[{from: [{podSelector: {matchLabels: {v: a}}}, {ipBlock: {cidr: 10.0.0.10/32}}], ports: [{port: 5432}]}]";

    private readonly Reports _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task One_state_has_ports_and_numbers_of_connections_but_no_changes()
    {
        await using var page = await chromium.Open(OfOne());
        Assert.Contains("shop/web[StatefulSet]{v=a} → shop/db[StatefulSet]: TCP 5432", await Attributes(page, ".edge", "data-edge"));
        await page["[data-unit='shop/db[StatefulSet]']"].FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Contains("TCP 5432", await page[".details"].InnerTextAsync());
        await NothingChanged(page);
        await page["[data-unit='shop/db[StatefulSet]']"].FocusAsync();
        await page.Button("Fold shop").First.ClickAsync();
        Assert.Contains(
            "namespace shop (2 workloads) → 0.0.0.0-255.255.255.255: 3 connections", await Attributes(page, ".edge", "data-edge"));

        await page.Button("List").ClickAsync();
        Assert.Equal(["from", "to", "ports"], await page.Texts(".stage thead th"));
        await NothingChanged(page);
        await page.Button("Matrix").ClickAsync();
        Assert.Contains(
            "namespace shop (2 workloads) → 0.0.0.0-255.255.255.255: 3 connections", await Attributes(page, ".cell", "aria-label"));
        await NothingChanged(page);
        await page.IsAccessible();
    }

    [Fact]
    public async Task Parts_of_a_workload_are_one_workload()
    {
        await using var page = await chromium.Open(OfOne());
        Assert.Equal("5 connections between 2 workloads", await page[".verdict p"].InnerTextAsync());
    }

    [Fact]
    public async Task A_range_of_one_address_is_that_address()
    {
        await using var page = await chromium.Open(OfOne());
        var boxes = await page[".node"].EvaluateAllAsync<string[]>(
            "all => all.map(one => [...one.querySelectorAll('text, tspan')].filter(part => part.children.length === 0)"
            + ".map(part => part.textContent).join(' / '))");
        Assert.Contains("10.0.0.10 / address", boxes);
        Assert.DoesNotContain(boxes, box => box.Contains("10.0.0.10-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "− lost", "TCP 5432 (some pods)")]
    [InlineData(false, "+ gained", "TCP 5432 (some pods)")]
    public async Task What_holds_for_some_pods_only_is_said_so(bool isLost, string change, string ports)
    {
        var with = _reports.File("with.yaml", Cluster("[{from: [{ipBlock: {cidr: 10.1.0.1/32}}], ports: [{port: 5432}]}]", second: "a"));
        var without = _reports.File("without.yaml", Cluster("[]", second: "a"));
        var (before, after) = isLost ? (with, without) : (without, with);
        string[] diff = ["diff", "--before", before, "--after", after, "--ip-block-matches-pods"];
        Assert.Contains(ports, Reports.Print("text", diff), StringComparison.Ordinal);

        await using var page = await chromium.Open(_reports.Of(diff));
        await page.Button("List").ClickAsync();
        Assert.Contains(
            $"{change}\tshop/web[StatefulSet]\tshop/db[StatefulSet]\t{ports}", await page.Texts(".stage tbody tr"));
    }

    [Theory]
    [InlineData("connections")]
    [InlineData("diff")]
    public async Task Notes_stand_on_the_page_each_once(string command)
    {
        var cluster = _reports.File("twice.yaml", $"{Cluster(Admitted)}---\n{Policy("db", "[]")}");
        await using var page = await chromium.Open(
            command == "diff"
                ? _reports.Of("diff", "--before", cluster, "--after", cluster)
                : _reports.Of("connections", "--cluster", cluster));
        var note = Assert.Single(await page.Texts(".note-line"));
        Assert.StartsWith("note: NetworkPolicy shop/db is defined twice, in ", note, StringComparison.Ordinal);
        await page.IsAccessible();
    }

    private static async Task NothingChanged(OpenPage page)
    {
        Assert.DoesNotContain("unchanged", await page["main"].InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(await Attributes(page, ".edge", "data-edge"), text => text.Contains("unchanged", StringComparison.Ordinal));
    }

    private static Task<string[]> Attributes(OpenPage page, string selector, string name) =>
        page[selector].EvaluateAllAsync<string[]>("(all, name) => all.map(one => one.getAttribute(name))", name);

    private string OfOne() => _reports.Of("connections", "--cluster", _reports.File("all.yaml", Cluster(Admitted)));

    // Two pods of web, which the rules of db tell apart by a label or by their addresses.
    private static string Cluster(string ingress, string second = "b") => $$"""
        {{Pod("web-0", "web", "a", "10.1.0.1")}}
        ---
        {{Pod("web-1", "web", second, "10.1.0.2")}}
        ---
        {{Pod("db-0", "db", "a", "10.1.0.3")}}
        ---
        {{Policy("db", ingress)}}
        ---
        {{Policy("web", "[]")}}

        """;

    private static string Pod(string name, string app, string version, string address) => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          namespace: shop
          labels: {app: {{app}}, v: {{version}}}
          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: {{app}}, uid: {{app}}, controller: true}]
        spec:
          containers: [{name: app, image: app}]
        status:
          podIP: {{address}}
          podIPs: [{ip: {{address}}}]
        """;

    private static string Policy(string app, string ingress) => $$"""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: {{app}}, namespace: shop}
        spec: {podSelector: {matchLabels: { app: {{app}} } }, policyTypes: [Ingress], ingress: {{ingress}} }
        """;
}
