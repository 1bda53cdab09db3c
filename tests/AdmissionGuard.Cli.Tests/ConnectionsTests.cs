using System.Text.Json;

namespace AdmissionGuard.Cli.Tests;

public sealed class ConnectionsTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly string _cluster;

    public ConnectionsTests() => _cluster = _run.File("cluster.yaml", ShopManifests.Shop);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Each_connection_is_a_line_with_its_ports_aligned_by_source()
    {
        var result = _run.Run("connections", "--cluster", _cluster);

        Assert.Equal(
            """
            kube-system/dns[Pod] → 0.0.0.0-255.255.255.255  all ports
            shop/db[StatefulSet] → kube-system/dns[Pod]     all ports
            shop/db[StatefulSet] → 0.0.0.0-255.255.255.255  all ports
            shop/web[Pod] → kube-system/dns[Pod]     all ports
            shop/web[Pod] → shop/db[StatefulSet]     TCP 5432
            shop/web[Pod] → 0.0.0.0-255.255.255.255  all ports
            0.0.0.0-255.255.255.255 → kube-system/dns[Pod]  all ports
            198.51.100.0-198.51.100.255 → shop/web[Pod]  TCP 8080

            """,
            result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Json_lists_ports_one_by_one_and_says_partial_only_when_it_is()
    {
        _run.File("many/cluster.yaml", ShopManifests.Shop);
        _run.File("many/one-only.yaml", ShopManifests.Policy(
            "one-only", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 1}, {port: 7000, endPort: 7010}]}]}"));

        var result = _run.Run("connections", "--cluster", _run.At("many"), "-n", "shop", "--include-self", "--output", "json");

        using var json = JsonDocument.Parse(result.Output);
        var self = json.RootElement.GetProperty("connections").EnumerateArray()
            .Single(one => one.GetProperty("from").GetString() == "shop/db[StatefulSet]" && one.GetProperty("to").GetString() == "shop/db[StatefulSet]");
        Assert.Equal(["TCP 1", "TCP 7000-7010"], self.GetProperty("allowed").EnumerateArray().Select(port => port.GetString()));
        Assert.False(self.TryGetProperty("partial", out _));
    }

    [Fact]
    public void A_namespace_narrows_the_list_to_connections_with_an_end_in_it()
    {
        var result = _run.Run("connections", "--cluster", _cluster, "-n", "kube-system");

        Assert.DoesNotContain("shop/web[Pod] → shop/db[StatefulSet]", result.Output, StringComparison.Ordinal);
        Assert.Contains("shop/web[Pod] → kube-system/dns[Pod]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_namespace_is_an_error_with_the_nearest_name()
    {
        var result = _run.Run("connections", "--cluster", _cluster, "-n", "shob");

        Assert.Equal("admission-guard: --namespace shob: the cluster has no such namespace (did you mean shop?)\n", result.Error);
        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void An_empty_cluster_has_no_connections()
    {
        var empty = _run.File("empty.json", """{"apiVersion": "v1", "kind": "List", "items": []}""");

        Assert.Equal("no connections\n", _run.Run("connections", "--cluster", empty).Output);
        Assert.Equal("{\n  \"connections\": []\n}\n", _run.Run("connections", "--cluster", empty, "-o", "json").Output);
    }

    [Fact]
    public void What_the_reader_remarks_does_not_disturb_the_list()
    {
        var again = _run.File("again.yaml", ShopManifests.DbPolicyWithoutRules);

        var result = _run.Run("connections", "--cluster", _cluster, "--cluster", again);

        Assert.StartsWith("note: NetworkPolicy shop/db is defined twice", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("note", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }
}
