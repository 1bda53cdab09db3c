using System.Text.Json;
using System.Text.RegularExpressions;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Tests;

public sealed partial class DocsTests
{
    public static TheoryData<string> Pages => [.. Directory.GetFiles(Repository.PathOf("docs"), "*.md")
        .Select(path => $"docs/{Path.GetFileName(path)}").Append("README.md").Append("samples/README.md").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Sessions_show_what_the_program_prints(string page) => Repository.Holds(page, Sessions.Replay(Repository.Read(page)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_session_shows_an_error(string page) =>
        Assert.DoesNotContain("\nadmission-guard: ", Repository.Read(page), StringComparison.Ordinal);

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/json.md")]
    [InlineData("samples/README.md")]
    public void The_pages_that_people_meet_first_show_sessions(string page) => Assert.NotEqual(0, Sessions.Count(Repository.Read(page)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_that_exist(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        var broken = Link().Matches(Repository.Read(page)).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));

        Assert.Empty(broken);
    }

    [Fact]
    public void The_page_of_rules_is_the_catalogue() => Repository.Holds("docs/rules.md", Repository.Run("rules", "-o", "markdown").Printed);

    [Fact]
    public void The_table_of_rules_on_the_first_page_is_the_catalogue()
    {
        const string Head = "| rule | finds | new policy | edit | deletion |\n|---|---|---|---|---|\n";
        var page = Repository.Read("README.md");
        var start = page.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        var end = page.IndexOf("\n\n", start - 1, StringComparison.Ordinal) + 1;
        var rows = RuleCatalog.All.Select(rule =>
            $"| [`{rule.Id}`](docs/rules.md#{rule.Id}) | {rule.Finds} | {Action(rule, Operation.Create)} | {Action(rule, Operation.Update)} | "
            + $"{Action(rule, Operation.Delete)} |\n");

        Repository.Holds("README.md", $"{page[..start]}{string.Concat(rows)}{page[end..]}");
    }

    [Fact]
    public void Every_package_has_a_reason()
    {
        using var page = JsonDocument.Parse(Repository.Read("web/package.json"));
        var packages = PackageVersion().Matches(Repository.Read("Directory.Packages.props")).Select(match => match.Groups["name"].Value)
            .Concat(page.RootElement.GetProperty("dependencies").EnumerateObject().Select(package => package.Name))
            .Concat(page.RootElement.GetProperty("devDependencies").EnumerateObject().Select(package => package.Name));
        var reasons = TableRow().Matches(Repository.Read("docs/dependencies.md")).Select(match => match.Groups["name"].Value)
            .Where(name => name is not "package" and not "---");

        Assert.Equal(packages.Order(StringComparer.Ordinal), reasons.Order(StringComparer.Ordinal));
    }

    private static string Action(Rule rule, Operation operation) => rule.Actions.For(operation)?.Name() ?? "–";

    [GeneratedRegex(@"\]\((?<target>[^)#]+)(?:#[^)]*)?\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("<PackageVersion Include=\"(?<name>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"^\| ?(?<name>[^| ]+) ?\|", RegexOptions.Multiline, 1000)]
    private static partial Regex TableRow();
}
