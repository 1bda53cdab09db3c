using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AdmissionGuard.Cli.Html;

namespace AdmissionGuard.Browser.Tests;

/// <summary>Text stays text, whatever it says.</summary>
[Collection(WithChromium.Name)]
public sealed partial class HostileTests(Chromium chromium) : IDisposable
{
    private const string Markup = "</script><!--<script><img src=x onerror=\"pwned=1\"><style>*{display:none}</style>&lt;b&gt;'`${1}\u2028\u0000]]>";

    private readonly Reports _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task Markup_in_every_text_of_the_data_is_shown_as_it_is()
    {
        var data = Everywhere(JsonNode.Parse(Data().Match(Reports.Text(
            "review", "--cluster", "samples/shop", "--change", "samples/changes/01-template-renders-empty-ingress")).Groups["data"].Value)!);
        var html = HtmlPage.Of(Markup, json =>
        {
            foreach (var (name, value) in data.AsObject())
            {
                json.WritePropertyName(name);
                value!.WriteTo(json);
            }
        });
        await using var page = await chromium.Open(_reports.File("page.html", html));
        Assert.Equal("Denied", await page["h1"].InnerTextAsync());
        Assert.StartsWith("</script><!--<script><img src=x onerror=\"pwned=1\">", await page.Page.TitleAsync());
        Assert.Contains("<img src=x onerror=\"pwned=1\">", await page[".finding .message"].InnerTextAsync());
        foreach (var view in new[] { "Matrix", "List", "Picture" })
        {
            await page.Button(view).ClickAsync();
            Assert.Contains("onerror", await page[".stage"].TextContentAsync());
        }

        await page[".edge-label.lost"].First.ClickAsync();
        Assert.Contains("<img src=x", await page[".details"].InnerTextAsync());
        Assert.Equal(0, await page["img"].CountAsync());
        Assert.Equal(1, await page["style"].CountAsync());
        Assert.Equal("undefined", await page.Page.EvaluateAsync<string>("() => typeof pwned"));
    }

    [Fact]
    public async Task A_file_whose_name_is_markup_is_named_in_a_note()
    {
        var policy = await File.ReadAllTextAsync(
            Directory.GetFiles(Path.Combine(Reports.Root, "samples/changes/01-template-renders-empty-ingress"))[0],
            TestContext.Current.CancellationToken);
        _reports.File("change/a.yaml", policy);
        var file = _reports.File("change/b<img src=x onerror=pwned=1>.yaml", policy.Replace("ingress: []", "ingress: [{}]", StringComparison.Ordinal));
        await using var page = await chromium.Open(_reports.Of("review", "--cluster", "samples/shop", "--change", Path.GetDirectoryName(file)!));
        Assert.Contains("b<img src=x onerror=pwned=1>.yaml", string.Join('\n', await page.Texts(".note-line")));
        Assert.Equal(0, await page["img"].CountAsync());
    }

    [Fact]
    public async Task The_longest_names_there_can_be_are_cut_in_the_picture_and_whole_in_the_list()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('x', 62), 4))[..250] + "end";
        var manifests = _reports.File("cluster/all.yaml", $$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: {{new string('n', 63)}} }
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: {{name}}, namespace: {{new string('n', 63)}}, labels: {app: a} }
            status: {phase: Running}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: other, namespace: {{new string('n', 63)}}, labels: {app: b} }
            status: {phase: Running}
            """);
        await using var page = await chromium.Open(_reports.Of("connections", "--cluster", manifests));
        Assert.All(await page[".node .name"].AllTextContentsAsync(), text => Assert.True(text.Length <= 30, text));
        await page.Button("List").ClickAsync();
        Assert.Contains($"/{name}[Pod]", await page["table"].InnerTextAsync());
        await page.IsAccessible();
    }

    [Fact]
    public async Task Ten_thousand_findings_are_shown_a_few_first()
    {
        var data = JsonNode.Parse(Data().Match(Reports.Text(
            "review", "--cluster", "samples/shop", "--change", "samples/changes/01-template-renders-empty-ingress")).Groups["data"].Value)!;
        var findings = data["reviews"]![0]!["findings"]!.AsArray();
        var one = findings[0]!.ToJsonString();
        for (var i = 1; i < 10_000; i++)
        {
            findings.Add(JsonNode.Parse(one));
        }

        var html = HtmlPage.Of("many", json =>
        {
            foreach (var (name, value) in data.AsObject())
            {
                json.WritePropertyName(name);
                value!.WriteTo(json);
            }
        });
        await using var page = await chromium.Open(_reports.File("page.html", html));
        Assert.Equal(40, await page[".finding"].CountAsync());
        await page.Button("Show 9960 more findings").ClickAsync();
        Assert.Equal(10_000, await page[".finding"].CountAsync());
    }

    // Behind every text that is shown as it is; not in those that the page reads for what they mean.
    private static JsonNode Everywhere(JsonNode node)
    {
        switch (node)
        {
            case JsonObject item:
                foreach (var (name, value) in item.ToList())
                {
                    if (name is not ("command" or "verdict" or "action" or "ports" or "rule" or "rules"))
                    {
                        item[name] = value is null ? null : Everywhere(value.DeepClone());
                    }
                }

                return item;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    list[i] = list[i] is { } value ? Everywhere(value.DeepClone()) : null;
                }

                return list;
            case var value when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length > 0:
                return JsonValue.Create(value.GetValue<string>() + Markup);
            default:
                return node;
        }
    }

    [GeneratedRegex("""<script type="application/json" id="data">(?<data>.*?)</script>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Data();
}
