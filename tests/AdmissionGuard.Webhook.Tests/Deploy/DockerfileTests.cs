using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>
/// No engine builds the image where the tests run: they hold the file to the projects that it builds, and to what the Deployment expects.
/// </summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Instructions = [.. Read("Dockerfile")
        .Replace("\\\n", " ", StringComparison.Ordinal)
        .Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => Spaces().Replace(line, " ").Trim())];

    [Fact]
    public void The_last_stage_has_no_shell_no_root_and_none_of_the_compiler()
    {
        var last = LastStage();

        Assert.Equal("FROM ${DOTNET_IMAGES}/aspnet:10.0-noble-chiseled", last[0]);
        Assert.Equal("USER $APP_UID", Assert.Single(last, line => line.StartsWith("USER", StringComparison.Ordinal)));
        Assert.DoesNotContain(last, line => line.StartsWith("RUN", StringComparison.Ordinal));
        Assert.Equal(["COPY --from=build /app ."], last.Where(line => line.StartsWith("COPY", StringComparison.Ordinal)));
        Assert.Contains("ENV DOTNET_EnableDiagnostics=0", last);
        Assert.Contains("EXPOSE 8443 8080", last);
    }

    [Fact]
    public void The_entry_point_is_what_the_webhooks_project_is_published_as()
    {
        var name = (string)Project("src/AdmissionGuard.Webhook/AdmissionGuard.Webhook.csproj").Descendants("AssemblyName").Single();

        Assert.Equal($"ENTRYPOINT [\"/app/{name}\"]", LastStage()[^1]);
        Assert.Contains("WORKDIR /app", LastStage());
    }

    [Fact]
    public void All_programs_are_published_from_the_packages_that_were_restored_for_them()
    {
        var commands = Instructions.Where(line => line.StartsWith("RUN ", StringComparison.Ordinal)).SelectMany(line => line[4..].Split(" && "));
        const string Target = "-a $TARGETARCH -p:PublishReadyToRun=true";
        string[] projects = ["src/AdmissionGuard.Webhook", "src/AdmissionGuard.Cli", "src/AdmissionGuard.Verifier"];

        Assert.Equal(
            [
                .. projects.Select(project => $"dotnet restore {project} {Target}"),
                .. projects.Select(project => $"dotnet publish {project} -c Release --self-contained false {Target} --no-restore -o /app"),
            ],
            commands);
    }

    [Fact]
    public void Every_project_that_is_restored_is_there_before_the_sources_are()
    {
        var copies = Instructions.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)).ToList();
        var sources = copies.IndexOf("COPY src/ src/");
        var copied = copies.Take(sources).SelectMany(line => line.Split(' ')[1..^1]).ToList();
        var projects = Closure("src/AdmissionGuard.Webhook/AdmissionGuard.Webhook.csproj")
            .Union(Closure("src/AdmissionGuard.Cli/AdmissionGuard.Cli.csproj"))
            .Union(Closure("src/AdmissionGuard.Verifier/AdmissionGuard.Verifier.csproj")).Order(StringComparer.Ordinal);

        Assert.Equal(projects, copied.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(copied, path => Assert.True(File.Exists(Path.Combine(Repository.Root, path)), path));
        Assert.All(
            (string[])["global.json", "Directory.Build.props", "Directory.Packages.props", "src/Directory.Build.props"],
            path => Assert.Contains(path, copied));
    }

    [Fact]
    public void What_is_copied_is_sent_to_the_builder_and_keys_are_not()
    {
        var rules = Read(".dockerignore").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        var sent = rules.Where(rule => rule[0] == '!').Select(rule => rule[1..]).ToList();
        var copied = Instructions
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]);

        Assert.Equal("*", rules[0]);
        Assert.All(copied, path => Assert.Contains(sent, rule => path == rule || path.StartsWith(rule + "/", StringComparison.Ordinal)));
        Assert.DoesNotContain(sent, rule => rule.Split('/')[0] is "deploy" or "certs");
    }

    [Fact]
    public async Task The_Deployment_asks_for_the_image_of_this_version()
    {
        var version = (string)Project("Directory.Build.props").Descendants("Version").Single();
        var image = (string)(await Installation.RenderAsync(Installation.Standard)).Container["image"]!;

        Assert.Equal($"admission-guard/webhook:{version}", image);
        Assert.Contains($"# docker build -t {image} .", Read("Dockerfile"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("controller")]
    [InlineData("agent")]
    public void The_companion_runs_its_program_from_the_same_image(string part)
    {
        var manifest = Read($"deploy/companion/{part}.yaml");
        var name = (string)Project("src/AdmissionGuard.Verifier/AdmissionGuard.Verifier.csproj").Descendants("AssemblyName").Single();
        var version = (string)Project("Directory.Build.props").Descendants("Version").Single();

        Assert.Contains($"          image: admission-guard/webhook:{version}\n          command: [/app/{name}]\n", manifest, StringComparison.Ordinal);
        Assert.Contains($"            - {part}\n", manifest, StringComparison.Ordinal);
    }

    private static string[] LastStage() =>
        Instructions[Array.FindLastIndex(Instructions, line => line.StartsWith("FROM ", StringComparison.Ordinal))..];

    // A project and all that it refers to, as paths from the root.
    private static HashSet<string> Closure(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var found = new HashSet<string>(StringComparer.Ordinal) { path };
        foreach (var reference in Project(path).Descendants("ProjectReference").Select(each => (string)each.Attribute("Include")!))
        {
            var full = Path.GetFullPath(Path.Combine(Repository.Root, folder, reference));
            found.UnionWith(Closure(Path.GetRelativePath(Repository.Root, full)));
        }

        return found;
    }

    private static XDocument Project(string path) => XDocument.Parse(Read(path));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(" +", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
