namespace AdmissionGuard.Cli.Tests;

public sealed class DiffTests : IDisposable
{
    private readonly CommandRun _run = new();

    public DiffTests()
    {
        _run.File("before/cluster.yaml", ShopManifests.Shop);
        _run.File("after/cluster.yaml", ShopManifests.Shop);
        _run.File("after/db.yaml", ShopManifests.DbPolicyWithoutRules);
        _run.File("after/web.yaml", ShopManifests.WebPolicy.Replace("port: http", "port: 80, endPort: 90", StringComparison.Ordinal));
        _run.File("after/more.yaml", ShopManifests.Policy(
            "more", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}"));
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Lost_gained_and_changed_connections_are_marked_and_counted()
    {
        var result = Diff();

        Assert.Equal(
            """
            - shop/web[Pod] → shop/db[StatefulSet]              TCP 5432
            ~ 198.51.100.0-198.51.100.255 → shop/web[Pod]       TCP 8080 → TCP 80-90
            + 203.0.113.0-203.0.113.255 → shop/db[StatefulSet]  all ports

            1 lost, 1 gained, 1 changed

            """,
            result.Output);
    }

    [Fact]
    public void A_difference_is_an_exit_code_only_where_that_is_asked_for()
    {
        Assert.Equal(0, Diff().ExitCode);
        Assert.Equal(1, Diff("--exit-code").ExitCode);
        Assert.Equal(0, _run.Run("diff", "--before", _run.At("before"), "--after", _run.At("before"), "--exit-code").ExitCode);
    }

    [Fact]
    public void Two_equal_states_have_no_difference() =>
        Assert.Equal("no difference\n", _run.Run("diff", "--before", _run.At("before"), "--after", _run.At("before")).Output);

    [Fact]
    public void Json_says_what_was_what_is_and_which_kind_of_change_that_makes()
    {
        var result = Diff("-ojson");

        Assert.StartsWith(
            """
            {
              "changes": [
                {
                  "from": "shop/web[Pod]",
                  "to": "shop/db[StatefulSet]",
                  "before": [
                    "TCP 5432"
                  ],
                  "after": [],
                  "kind": "lost"
                },
                {
                  "from": "198.51.100.0-198.51.100.255",
                  "to": "shop/web[Pod]",
                  "before": [
                    "TCP 8080"
                  ],
                  "after": [
                    "TCP 80-90"
                  ],
                  "kind": "changed"
                },
            """,
            result.Output,
            StringComparison.Ordinal);
    }

    private CommandResult Diff(params string[] more) => _run.Run(["diff", "--before", _run.At("before"), "--after", _run.At("after"), .. more]);
}
