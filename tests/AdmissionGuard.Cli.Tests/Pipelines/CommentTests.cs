using AdmissionGuard.Cli.Tests.Formats;
using YamlDotNet.RepresentationModel;

namespace AdmissionGuard.Cli.Tests.Pipelines;

/// <summary>The pipelines edit their own comment, found by its marker, or write the first one. What they call is recorded.</summary>
public sealed class CommentTests : IDisposable
{
    private const string Marker = "<!-- admission-guard -->";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comment-");

    public CommentTests() => File.WriteAllText(Path.Combine(_folder.FullName, "review.md"), "## A \"review\"\n");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("""[{"id":1,"body":"hi","user":{"type":"Bot"}},{"id":2,"body":"<!-- admission-guard -->","user":{"type":"User"}}]""",
        "--method POST repos/o/r/issues/7/comments")]
    [InlineData("""[{"id":1,"body":"hi","user":{"type":"Bot"}},{"id":3,"body":"<!-- admission-guard -->\nold","user":{"type":"Bot"}}]""",
        "--method PATCH repos/o/r/issues/comments/3")]
    public void The_step_of_GitHub_edits_the_comment_that_bears_the_marker(string comments, string call)
    {
        Program("gh", """
            while [ $# -gt 0 ]; do [ "$1" != --jq ] || { jq -r "$2" comments.json; exit; }; shift; done
            """);
        var steps = (YamlSequenceNode)Yaml("docs/pipelines/github.yaml")["jobs"]["review"]["steps"];
        var step = steps.First(
            one => ((YamlMappingNode)one).Children.TryGetValue("name", out var name) && (string)name! == "Comment");

        var calls = Run((string)step["run"]!, comments);

        Assert.Contains(call, calls[^1], StringComparison.Ordinal);
        Assert.Equal(2, calls.Length);
        Assert.Equal(
            Marker + "\n## A \"review\"\n", Tool.Run("jq", "", ["-j", ".body", Path.Combine(_folder.FullName, "comment.json")]).Output);
        Assert.Contains("head.repo.full_name == github.repository", (string)step["if"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"id":1,"body":"hi"}]""", "--data-urlencode body@comment.md https://gitlab/projects/5/merge_requests/7/notes")]
    [InlineData("""[{"id":1,"body":"hi"},{"id":3,"body":"<!-- admission-guard -->\nold"}]""",
        "--request PUT --data-urlencode body@comment.md https://gitlab/projects/5/merge_requests/7/notes/3")]
    public void The_job_of_GitLab_edits_the_comment_that_bears_the_marker(string notes, string call)
    {
        Program("curl", """
            case "$*" in *per_page*) cat comments.json ;; esac
            """);

        var calls = Run((string)Yaml("docs/pipelines/gitlab.yaml")["network-policies"]["after_script"][0]!, notes);

        Assert.EndsWith(call, calls[^1], StringComparison.Ordinal);
        Assert.Equal(2, calls.Length);
        Assert.Equal(Marker + "\n## A \"review\"\n", File.ReadAllText(Path.Combine(_folder.FullName, "comment.md")));
    }

    /// <summary>Puts a program in place of the one that reaches the server; it records its arguments first.</summary>
    private void Program(string name, string script)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\necho \"$*\" >>calls\n{script}\n");
        Assert.Equal(0, Tool.Run("chmod", "", ["+x", path]).ExitCode);
    }

    private string[] Run(string script, string comments)
    {
        Tool.OnPath("jq", "jq");
        File.WriteAllText(Path.Combine(_folder.FullName, "comments.json"), comments);
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{_folder.FullName}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["RUNNER_TEMP"] = _folder.FullName,
            ["GITHUB_REPOSITORY"] = "o/r",
            ["NUMBER"] = "7",
            ["CI_API_V4_URL"] = "https://gitlab",
            ["CI_PROJECT_ID"] = "5",
            ["CI_MERGE_REQUEST_IID"] = "7",
            ["ADMISSION_GUARD_TOKEN"] = "secret",
        };

        var (exitCode, output) = Tool.Run("sh", "", _folder.FullName, environment, "-ec", script);
        Assert.True(exitCode == 0, output);
        return File.ReadAllLines(Path.Combine(_folder.FullName, "calls"));
    }

    private static YamlNode Yaml(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read(path)));
        return Assert.Single(stream.Documents).RootNode;
    }
}
