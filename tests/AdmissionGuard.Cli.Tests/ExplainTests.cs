namespace AdmissionGuard.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly string _cluster;

    public ExplainTests() => _cluster = _run.File("cluster.yaml", ShopManifests.Shop);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void An_allowed_connection_names_the_rule_that_allows_it() => Assert.Equal(
        """
        ALLOWED  shop/web[Pod] → shop/db[StatefulSet] on TCP 5432
          egress:  allowed, no policy isolates it
          ingress: allowed by shop/db ingress[0]

        """,
        Explain("shop/web[Pod]", "shop/db[StatefulSet]", "tcp/5432").Output);

    [Fact]
    public void A_denied_connection_names_the_policies_that_isolate() => Assert.Equal(
        """
        DENIED  shop/web → shop/db-1 on UDP 5432
          egress:  allowed, no policy isolates it
          ingress: isolated by shop/db, and no rule of it allows this

        """,
        Explain("shop/web", "shop/db-1", "udp/5432").Output);

    [Fact]
    public void Pods_that_differ_are_told_apart() => Assert.Equal(
        """
        ALLOWED  shop/exporter → shop/db[StatefulSet] on TCP 5432
          for 1 of 2 pairs of pods, such as shop/exporter → shop/db-0
          egress:  allowed, policies do not apply to hostNetwork pods
          ingress: allowed, ingress from the pod's own node is always allowed
        DENIED  shop/exporter → shop/db[StatefulSet] on TCP 5432
          for 1 of 2 pairs of pods, such as shop/exporter → shop/db-1
          egress:  allowed, policies do not apply to hostNetwork pods
          ingress: isolated by shop/db, and no rule of it allows this

        """,
        Explain("shop/exporter", "shop/db", "5432").Output);

    [Fact]
    public void A_change_is_explained_before_and_after()
    {
        var change = _run.File("db.yaml", ShopManifests.DbPolicyWithoutRules);

        Assert.Equal(
            """
            before  ALLOWED  shop/web → shop/db[StatefulSet] on TCP 5432
              egress:  allowed, no policy isolates it
              ingress: allowed by shop/db ingress[0]

            after   DENIED  shop/web → shop/db[StatefulSet] on TCP 5432
              egress:  allowed, no policy isolates it
              ingress: isolated by shop/db, and no rule of it allows this

            """,
            Explain("shop/web", "shop/db", "tcp/sql", "--change", change).Output);
    }

    [Fact]
    public void A_change_that_makes_no_difference_says_so() => Assert.EndsWith(
        "\nThe change makes no difference to it.\n",
        Explain("shop/web", "shop/db", "5432", "--delete", "shop/web").Output,
        StringComparison.Ordinal);

    [Fact]
    public void A_workload_and_itself_are_two_of_its_pods()
    {
        Assert.StartsWith("DENIED", Explain("shop/db", "shop/db", "5432").Output, StringComparison.Ordinal);
        Assert.Contains("a pod always reaches itself", Explain("shop/db-0", "shop/db-0", "5432").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_a_pod_is_that_pod()
    {
        var result = Explain("10.1.0.1", "shop/db-0", "5432");

        Assert.StartsWith("ALLOWED  shop/web → shop/db-0 on TCP 5432\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("note: 10.1.0.1 is the pod shop/web\n", result.Error);
    }

    [Fact]
    public void An_address_of_a_node_is_no_pod()
    {
        var result = Explain("192.0.2.2", "shop/db-1", "5432");

        Assert.StartsWith("ALLOWED  192.0.2.2 → shop/db-1", result.Output, StringComparison.Ordinal);
        Assert.Equal("note: 192.0.2.2 is the address of node n2\n", result.Error);
    }

    [Fact]
    public void Addresses_outside_are_asked_about_as_they_are()
    {
        Assert.StartsWith("ALLOWED", Explain("198.51.100.7", "shop/web", "tcp/http").Output, StringComparison.Ordinal);
        Assert.StartsWith("DENIED", Explain("203.0.113.7", "shop/web", "tcp/http").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop/wep", "shop/db", "80", "--from shop/wep: no such pod or workload in the cluster (did you mean shop/web?)")]
    [InlineData("shop/web[Deployment]", "shop/db", "80", "--from shop/web[Deployment]: no pod of such a workload in the cluster (did you mean shop/web[Pod]?)")]
    [InlineData("shop/web", "shop/db[StatefulSet]{app=x}", "80", "--to shop/db[StatefulSet]{app=x}: shop/db[StatefulSet] has pods in the cluster, but none with these labels")]
    [InlineData("shob/web", "shop/db", "80", "--from shob/web: no namespace 'shob' in the cluster (did you mean shop?)")]
    [InlineData("web", "shop/db", "80", "--from web: expected NAMESPACE/POD, NAMESPACE/NAME[KIND] or an IP address")]
    [InlineData("shop/migrate", "shop/db", "80", "--from shop/migrate: the pod has ended and connects to nobody")]
    [InlineData("198.51.100.7", "203.0.113.7", "80", "--from and --to are both addresses outside the pods; policies have no say between them")]
    [InlineData("shop/web", "10.96.0.10", "udp/53", "--to 10.96.0.10: the address of Service kube-system/kube-dns; policies apply to the pods behind it, so name one of them and its port")]
    [InlineData("shop/web", "shop/db", "0", "--port 0: no such port; ports are 1 to 65535")]
    [InlineData("shop/web", "shop/db", "icmp/1", "--port icmp/1: no such port; the protocols are tcp, udp and sctp")]
    [InlineData("shop/web", "shop/db", "tcp/", "--port tcp/: no such port; write it like tcp/8080, udp/53 or tcp/http")]
    [InlineData("shop/web", "shop/db", "tcp/http", "--port http: shop/db[StatefulSet] has no TCP port of that name; it has sql")]
    public void What_cannot_be_asked_is_one_line_of_error(string from, string to, string port, string error)
    {
        var result = Explain(from, to, port);

        Assert.Equal($"admission-guard: {error}\n", result.Error);
        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void Json_tells_what_each_end_says() => Assert.Equal(
        """
        {
          "from": "shop/web",
          "to": "shop/db[StatefulSet]",
          "port": "TCP 5432",
          "answers": [
            {
              "allowed": true,
              "pairs": 2,
              "example": {
                "from": "shop/web",
                "to": "shop/db-0"
              },
              "egress": {
                "allowed": true,
                "isolatedBy": [],
                "allowedBy": []
              },
              "ingress": {
                "allowed": true,
                "isolatedBy": [
                  "shop/db"
                ],
                "allowedBy": [
                  "shop/db ingress[0]"
                ]
              }
            }
          ]
        }

        """,
        Explain("shop/web", "shop/db", "5432", "-ojson").Output);

    private CommandResult Explain(string from, string to, string port, params string[] more) =>
        _run.Run(["explain", "--cluster", _cluster, "--from", from, "--to", to, "--port", port, .. more]);
}
