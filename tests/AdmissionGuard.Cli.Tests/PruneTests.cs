namespace AdmissionGuard.Cli.Tests;

public sealed class PruneTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly string _cluster;

    public PruneTests() => _cluster = _run.File(
        "cluster.yaml",
        ShopManifests.Shop + "---\n" + ShopManifests.Policy("spare", "{podSelector: {matchLabels: {app: gone}}}")
            .Replace("shop}", "bank, labels: {team: a}}", StringComparison.Ordinal));

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_policy_that_is_missing_from_the_directory_is_deleted()
    {
        _run.File("policies/db.yaml", ShopManifests.DbPolicy);

        var result = Prune(_run.At("policies"));

        Assert.StartsWith("WARNED  1 of 2 policies: shop/web\n\nshop/web  DELETE  warn\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nnote: pruned, because missing from the change: shop/web\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_namespaces_are_left_alone()
    {
        var result = Prune(_run.File("all.yaml", ShopManifests.DbPolicy + "---\n" + ShopManifests.WebPolicy));

        Assert.Equal(
            "ALLOWED  2 policies: unchanged\n\nnote: nothing is pruned: no policy of namespace shop is missing from the change\n", result.Output);
    }

    [Fact]
    public void A_namespace_is_touched_by_any_object_in_it()
    {
        var result = Prune(_run.File(
            "all.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: bank}}\nspec: {{ports: [{{port: 1}}]}}\n---\n{ShopManifests.DbPolicy}---\n{ShopManifests.WebPolicy}"));

        Assert.EndsWith("\nnote: pruned, because missing from the change: bank/spare\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_narrow_what_is_pruned()
    {
        var result = Prune(_run.File("db.yaml", ShopManifests.DbPolicy), "-l", "team=a");

        Assert.Equal(
            "ALLOWED  1 policy: unchanged\n\nnote: nothing is pruned: no policy with labels team=a of namespace shop is missing from the change\n", result.Output);
    }

    [Fact]
    public void An_empty_directory_prunes_nothing()
    {
        _run.File("policies/values.json", """{"a": 1}""");

        Assert.Contains("note: nothing is pruned: the change touches no namespace\n", Prune(_run.At("policies")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--prune: give --change too; what is missing from it is deleted", "--delete", "shop/db", "--prune")]
    [InlineData("--selector a=b: it narrows what is pruned; add --prune", "--delete", "shop/db", "-l", "a=b")]
    [InlineData("--selector a in (: no label selector; write it as app=web, app!=web, 'app in (web,api)', app or !app", "--change", "x", "--prune", "-l", "a in (")]
    public void Options_that_do_not_fit_are_refused(string message, params string[] options)
    {
        var result = _run.Run(["review", "--cluster", _cluster, .. options]);

        Assert.Equal($"admission-guard: {message}\n", result.Error);
        Assert.Equal(2, result.ExitCode);
    }

    private CommandResult Prune(string change, params string[] more) => _run.Run(["review", "--cluster", _cluster, "--change", change, "--prune", .. more]);
}
