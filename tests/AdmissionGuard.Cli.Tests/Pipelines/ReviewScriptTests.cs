namespace AdmissionGuard.Cli.Tests.Pipelines;

/// <summary>What docs/pipelines/review.sh compares a branch with, and what it refuses.</summary>
public sealed class ReviewScriptTests : IDisposable
{
    private readonly PullRequest _request = new();

    public void Dispose() => _request.Dispose();

    [Theory]
    [InlineData("nowhere")]
    [InlineData("")]
    public void A_base_that_is_no_commit_is_refused(string name)
    {
        _request.Change("policies/db.yaml", null);

        Assert.Equal(
            (2, $"review.sh: BASE '{name}' is no commit of this clone: fetch it (fetch-depth: 0, GIT_DEPTH: 0)\n"),
            Review("policies", name));
    }

    [Fact]
    public void A_base_without_a_common_commit_is_refused()
    {
        _request.Git("checkout", "--quiet", "--orphan", "other");
        _request.Change("policies/db.yaml", null);

        Assert.Equal(
            (2, "review.sh: BASE 'main' and HEAD have no common commit in this clone: fetch with depth 0 (fetch-depth: 0, GIT_DEPTH: 0)\n"),
            Review("policies", "main"));
    }

    [Fact]
    public void Without_its_arguments_the_script_prints_its_usage() =>
        Assert.Equal((2, "usage: review.sh CLUSTER POLICIES BASE\n"), _request.Run(Script));

    [Theory]
    [InlineData("/policies")]
    [InlineData("../policies")]
    [InlineData("")]
    public void A_path_that_is_not_below_the_current_directory_is_refused(string path) =>
        Assert.Equal(
            (2, $"review.sh: POLICIES is a path below the current directory, not '{path}': run it where the manifests are\n"),
            Review(path, "main"));

    [Fact]
    public void From_a_subdirectory_a_removed_manifest_is_a_policy_deleted()
    {
        _request.Change("policies/db.yaml", null);

        var (exitCode, output) = _request.RunLine($"cd policies && sh {Script} ../cluster.yaml . main", []);

        Assert.True(exitCode == 0, output);
        Assert.Contains("shop/db  DELETE  warn", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch_that_is_behind_its_base_deletes_nothing()
    {
        _request.Change("policies/db.yaml", null);
        _request.Git("checkout", "--quiet", "main");
        _request.Git("reset", "--quiet", "--hard", "branch");
        _request.Git("checkout", "--quiet", "-b", "behind");
        _request.Git("checkout", "--quiet", "main");
        _request.Change("policies/db.yaml", ShopManifests.DbPolicy);
        _request.Git("checkout", "--quiet", "behind");

        var (exitCode, output) = Review("policies", "main");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("DELETE", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch_that_mends_a_manifest_is_judged_without_its_deletions()
    {
        _request.Git("checkout", "--quiet", "main");
        _request.Change("policies/db.yaml", "kind: [");
        _request.Git("checkout", "--quiet", "-b", "mended");
        _request.Change("policies/db.yaml", ShopManifests.DbPolicyWithoutRules);

        var (exitCode, output) = Review("policies", "main");

        Assert.True(exitCode == 1, output);
        Assert.Contains("DENIED  1 of 2 policies: shop/db", output, StringComparison.Ordinal);
        Assert.Matches(@"review\.sh: deletions are not judged: the manifests of [0-9a-f]+ cannot be read: policies/db\.yaml", output);
        Assert.DoesNotContain(Path.GetTempPath() + "tmp.", output, StringComparison.Ordinal);
        Assert.Matches(@"\nNote: deletions are not judged: the manifests of [0-9a-f]+ cannot be read\.\n$", _request.Read("review.md"));
    }

    [Fact]
    public void A_directory_that_a_branch_removes_is_the_deletion_of_all_that_was_in_it()
    {
        _request.Change("policies/db.yaml", null);
        _request.Change("policies/web.yaml", null);
        Directory.Delete(_request.PathOf("policies"));

        var (exitCode, output) = Review("policies", "main");

        Assert.True(exitCode is 0 or 1, output);
        Assert.Contains("shop/db  DELETE", output, StringComparison.Ordinal);
        Assert.Contains("shop/web  DELETE", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_nowhere_is_refused()
    {
        var (exitCode, output) = Review("polices", "main");

        Assert.Equal(2, exitCode);
        Assert.Matches("^review\\.sh: polices: neither here nor at [0-9a-f]+, where the branch left 'main'\n$", output);
    }

    private static string Script => Repository.PathOf("docs/pipelines/review.sh");

    private (int ExitCode, string Output) Review(string policies, string name) => _request.Run(Script, "cluster.yaml", policies, name);
}
