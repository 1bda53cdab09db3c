using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace AdmissionGuard.Cli.Tests.Pipelines;

/// <summary>The pipelines of docs/pipelines.md are YAML, and what they run runs.</summary>
public sealed partial class PipelineTests : IDisposable
{
    private readonly PullRequest _request = new();

    public void Dispose() => _request.Dispose();

    [Fact]
    public void The_script_leaves_the_verdict_of_a_pull_request_in_three_formats()
    {
        _request.Change("policies/db.yaml", ShopManifests.DbPolicyWithoutRules);

        var (exitCode, output) = _request.Run(Repository.PathOf("docs/pipelines/review.sh"), "cluster.yaml", "policies", "main");

        Assert.True(exitCode == 1, output);
        Assert.Contains("DENIED  1 of 2 policies: shop/db", output, StringComparison.Ordinal);
        Assert.StartsWith("## NetworkPolicy review: denied\n", _request.Read("review.md"), StringComparison.Ordinal);
        Assert.Contains("\"uri\": \"policies/db.yaml\"", _request.Read("review.sarif"), StringComparison.Ordinal);
        Assert.Contains("<testsuite name=\"shop/db\" ", _request.Read("review.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_a_branch_removes_is_a_policy_deleted()
    {
        _request.Change("policies/db.yaml", null);

        var (exitCode, output) = _request.Run(Repository.PathOf("docs/pipelines/review.sh"), "cluster.yaml", "policies", "main");

        Assert.True(exitCode == 0, output);
        Assert.Contains("shop/db  DELETE  warn", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_bad_input_ends_the_script_early()
    {
        _request.Change("policies/db.yaml", "kind: [");

        var (exitCode, output) = _request.Run(Repository.PathOf("docs/pipelines/review.sh"), "cluster.yaml", "policies", "main");

        Assert.Equal(2, exitCode);
        Assert.Contains("policies/db.yaml", output, StringComparison.Ordinal);
        Assert.False(_request.Exists("review.md"));
    }

    [Fact]
    public void The_workflow_of_GitHub_runs_the_script_and_comments_whatever_the_verdict()
    {
        var steps = Yaml("docs/pipelines/github.yaml")["jobs"]["review"]["steps"];
        var review = Step(steps, "Review");

        Assert.Contains("docs/pipelines/review.sh \"$CLUSTER\" \"$POLICIES\" \"origin/$GITHUB_BASE_REF\"", (string)review["run"]!, StringComparison.Ordinal);
        Assert.Contains("!cancelled()", (string)Step(steps, "Comment")["if"]!, StringComparison.Ordinal);
        Assert.Equal("review.sarif", (string)Step(steps, "Annotate the changed lines")["with"]["sarif_file"]!);
    }

    [Fact]
    public void The_review_step_of_GitHub_runs_as_it_stands()
    {
        _request.Change("policies/db.yaml", ShopManifests.DbPolicyWithoutRules);
        _request.Git("update-ref", "refs/remotes/origin/main", "main");
        Directory.CreateSymbolicLink(_request.PathOf(".admission-guard"), Repository.Root);
        var steps = Yaml("docs/pipelines/github.yaml")["jobs"]["review"]["steps"];

        var (exitCode, output) = _request.RunLine((string)Step(steps, "Review")["run"]!,
            new() { ["CLUSTER"] = "cluster.yaml", ["POLICIES"] = "policies", ["GITHUB_BASE_REF"] = "main" });

        Assert.True(exitCode == 1, output);
        Assert.True(_request.Exists("review.sarif"));
    }

    [Fact]
    public void The_script_of_the_GitLab_job_runs_as_it_stands()
    {
        _request.Change("policies/db.yaml", ShopManifests.DbPolicyWithoutRules);
        Directory.CreateSymbolicLink(_request.PathOf(".admission-guard"), Repository.Root);
        var job = Yaml("docs/pipelines/gitlab.yaml")["network-policies"];

        var (exitCode, output) = _request.RunLine((string)job["script"][0]!,
            new() { ["CLUSTER"] = "cluster.yaml", ["POLICIES"] = "policies", ["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = "main" });

        Assert.True(exitCode == 1, output);
        Assert.True(_request.Exists((string)job["artifacts"]["reports"]["junit"]!));
    }

    [Fact]
    public void The_hook_of_pre_commit_reviews_what_its_example_names()
    {
        var hook = Yaml(".pre-commit-hooks.yaml")[0];
        var example = Example().Match(Repository.Read("docs/pipelines.md")).Groups["yaml"].Value;
        var used = Parse(example)["repos"][0]["hooks"][0];
        Assert.Equal((string)hook["id"]!, (string)used["id"]!);
        Assert.Equal("true", (string)hook["verbose"]!);
        File.Copy(_request.PathOf("cluster.yaml"), _request.PathOf("cluster.json"));
        _request.Change("policies/db.yaml", ShopManifests.DbPolicyWithoutRules);
        var arguments = ((YamlSequenceNode)used["args"]).Select(node => (string)node!);

        var (exitCode, output) = _request.RunLine($"{(string)hook["entry"]!} {string.Join(' ', arguments)}", []);

        Assert.True(exitCode == 1, output);
        Assert.StartsWith("DENIED  1 of 2 policies: shop/db\n", output, StringComparison.Ordinal);
    }

    private static YamlNode Step(YamlNode steps, string name) => ((YamlSequenceNode)steps)
        .First(step => ((YamlMappingNode)step).Children.TryGetValue("name", out var value) && (string)value! == name);

    private static YamlNode Yaml(string path) => Parse(Repository.Read(path));

    private static YamlNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return Assert.Single(stream.Documents).RootNode;
    }

    [GeneratedRegex(@"<!-- This example is run by a test. -->\n```yaml\n(?<yaml>(.|\n)*?)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();
}
