using System.Globalization;
using System.Text;

namespace AdmissionGuard.Browser.Tests;

/// <summary>A cluster of 4,000 workloads.</summary>
[Collection(WithChromium.Name)]
public sealed class LargePageTests(Chromium chromium) : IDisposable
{
    private readonly Reports _reports = new();

    public void Dispose() => _reports.Dispose();

    [Fact]
    public async Task The_difference_of_4000_workloads_is_a_small_file_that_opens_on_what_changed()
    {
        var before = _reports.File("before/all.yaml", Cluster(namespaces: 400, workloads: 10, cut: -1));
        var after = _reports.File("after/all.yaml", Cluster(namespaces: 400, workloads: 10, cut: 200));
        var file = _reports.Of("diff", "--before", before, "--after", after);
        Assert.InRange(new FileInfo(file).Length, 100_000, 5_000_000);

        await using var page = await chromium.Open(file);
        Assert.Equal("9 lost, 0 gained, 0 changed", await page[".verdict p"].InnerTextAsync());
        Assert.Equal("true", await page.Button("Matrix").GetAttributeAsync("aria-pressed"));
        Assert.Equal("team-200/app-0[Deployment] → team-200/app-1[Deployment]: 1 lost", await page[".cell.lost"].First.GetAttributeAsync("aria-label"));

        // What is out of sight is not there, and comes when it is scrolled to.
        Assert.InRange(await page.Page.EvaluateAsync<int>("() => document.querySelectorAll('*').length"), 100, 6_000);
        await page[".matrix .frame"].EvaluateAsync("frame => frame.scrollTo(frame.scrollWidth, frame.scrollHeight)");
        await page["[aria-label^='namespace team-99 ']"].First.WaitForAsync();
        await page.IsAccessible();

        await page.Button("Picture").ClickAsync();
        await page.Button("Show only what changed").ClickAsync();
        Assert.Equal(9, await page[".edge.lost"].CountAsync());
    }

    [Fact]
    public void A_page_that_no_browser_would_open_is_refused_with_the_way_out()
    {
        var cluster = _reports.File("open/all.yaml", Open(workloads: 500));
        var failure = Assert.ThrowsAny<Exception>(() => _reports.Of("connections", "--cluster", cluster));
        Assert.Contains(
            "admission-guard: --output html: 250500 connections are too many for a page; choose a namespace with -n, or another format",
            failure.Message);
    }

    // Each namespace is a chain: every workload admits the one before it and nothing else.
    private static string Cluster(int namespaces, int workloads, int cut)
    {
        var text = new StringBuilder();
        for (var i = 0; i < namespaces; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: team-{i}
                ---

                """);
            for (var j = 0; j < workloads; j++)
            {
                text.Append(Deployment($"team-{i}", j));
                var admitted = i == cut ? "" : $"{{from: [{{podSelector: {{matchLabels: {{app: app-{j - 1}}}}}}}]}}";
                text.Append(CultureInfo.InvariantCulture, $"""
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata:
                      name: app-{j}
                      namespace: team-{i}
                    spec:
                      podSelector:
                        matchLabels:
                          app: app-{j}
                      policyTypes: [Ingress]
                      ingress: [{admitted}]
                    ---

                    """);
            }
        }

        return text.ToString();
    }

    private static string Open(int workloads) => string.Concat(Enumerable.Range(0, workloads).Select(i => Deployment("default", i)));

    private static string Deployment(string space, int number) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app-{{number}}
          namespace: {{space}}
        spec:
          selector:
            matchLabels:
              app: app-{{number}}
          template:
            metadata:
              labels:
                app: app-{{number}}
            spec:
              containers:
              - name: app
                image: app
        ---

        """;
}
