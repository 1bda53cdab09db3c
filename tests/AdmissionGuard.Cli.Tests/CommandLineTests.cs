namespace AdmissionGuard.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_bare_call_is_a_question_for_help()
    {
        var result = _run.Run();

        Assert.Contains("Usage: admission-guard COMMAND [options]", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Theory]
    [InlineData("review")]
    [InlineData("connections")]
    [InlineData("diff")]
    [InlineData("explain")]
    [InlineData("rules")]
    public void Help_shows_usage_options_and_examples(string command)
    {
        var result = _run.Run(command, "--help");

        Assert.Contains($"Usage: admission-guard {command} ", result.Output, StringComparison.Ordinal);
        Assert.Contains("  -o, --output text|json", result.Output, StringComparison.Ordinal);
        Assert.Contains($"\n  admission-guard {command}", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void The_version_is_that_of_this_program() => Assert.Equal("admission-guard 0.1.0\n", _run.Run("--version").Output);

    [Theory]
    [InlineData("unknown command 'reviw' (did you mean review?); run 'admission-guard --help'", "reviw")]
    [InlineData("unknown option --verbose; run 'admission-guard --help'", "--verbose")]
    [InlineData("no cluster: give --cluster FILE_OR_DIR, or for a live one --live, --kubeconfig FILE or --context NAME; run 'admission-guard review --help'", "review", "--change", "x")]
    [InlineData("--cluster and --context exclude each other: give either files or a live cluster; run 'admission-guard review --help'", "review", "--cluster", "x", "--context", "y", "--change", "x")]
    [InlineData("--cluster and --kubeconfig exclude each other: give either files or a live cluster; run 'admission-guard connections --help'", "connections", "--cluster", "x", "--kubeconfig", "y")]
    [InlineData("--context: the value is missing; run 'admission-guard connections --help'", "connections", "--context", "--include-self")]
    [InlineData("--context: the value is empty (is a variable of your script not set?); run 'admission-guard connections --help'", "connections", "--context", "")]
    [InlineData("nowhere: no such file; correct the path", "connections", "--kubeconfig", "nowhere")]
    [InlineData("no kubeconfig: ~/.kube/config is missing or empty; name a file with --kubeconfig", "connections", "--context", "x")]
    [InlineData("nothing to review: give --change or --delete; run 'admission-guard review --help'", "review", "--cluster", "x")]
    [InlineData("unknown option --chagne (did you mean --change?); run 'admission-guard review --help'", "review", "--cluster", "x", "--chagne", "y")]
    [InlineData("--fail-on maybe: expected deny or warn; run 'admission-guard review --help'", "review", "--cluster", "x", "--change", "y", "--fail-on", "maybe")]
    [InlineData("--output yaml: expected text or json; run 'admission-guard rules --help'", "rules", "-o", "yaml")]
    [InlineData("--output markdown: expected text, json, dot, csv, mermaid or html; run 'admission-guard diff --help'", "diff", "--before", "x", "--after", "y", "-o", "markdown")]
    [InlineData("unexpected argument 'y'; run 'admission-guard rules --help'", "rules", "y")]
    [InlineData("--cluster: the value is empty (is a variable of your script not set?); run 'admission-guard connections --help'", "connections", "--cluster", "")]
    [InlineData("--from: the value is missing; run 'admission-guard explain --help'", "explain", "--cluster", "x", "--from", "--to", "y", "--port", "1")]
    [InlineData("standard input (-) can be read once only; put one of the inputs into a file", "diff", "--before", "-", "--after", "-")]
    [InlineData("@nowhere.yaml: no such file or directory", "connections", "--cluster", "@nowhere.yaml")]
    public void A_mistake_is_one_line_that_says_where_to_read_more(string error, params string[] args)
    {
        var result = _run.Run(args);

        Assert.Equal($"admission-guard: {error}\n", result.Error);
        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Theory]
    [InlineData("shop/nobody", "--delete shop/nobody: the cluster has no such NetworkPolicy")]
    [InlineData("shop/dc", "--delete shop/dc: the cluster has no such NetworkPolicy (did you mean shop/db?)")]
    [InlineData("db", "--delete db: expected NAMESPACE/NAME")]
    [InlineData("shop/db", "--delete shop/db: the same policy is in --change; it cannot be both applied and deleted")]
    public void Only_policies_of_the_cluster_that_are_not_applied_can_be_deleted(string deleted, string error)
    {
        var result = _run.Run(
            "review", "--cluster", _run.File("c.yaml", ShopManifests.Shop), "--change", _run.File("db.yaml", ShopManifests.DbPolicy), "--delete", deleted);

        Assert.Equal($"admission-guard: {error}\n", result.Error);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void Bad_input_is_one_line_and_leaves_the_output_empty()
    {
        var result = _run.Run("review", "--cluster", _run.File("c.yaml", ShopManifests.Shop), "--change", _run.File("bad.yaml", "kind: ["));

        Assert.StartsWith("admission-guard: bad.yaml:2:", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void The_rules_are_printed_for_people_programs_and_the_documentation()
    {
        Assert.Contains("ingress-rules-removed\n  The policy's ingress rules admitted", _run.Run("rules").Output, StringComparison.Ordinal);
        Assert.StartsWith("{\n  \"rules\": [\n    {\n      \"id\": \"ingress-rules-removed\",\n", _run.Run("rules", "-o", "json").Output, StringComparison.Ordinal);
        Assert.StartsWith("# Rules\n", _run.Run("rules", "-o", "markdown").Output, StringComparison.Ordinal);
    }
}
