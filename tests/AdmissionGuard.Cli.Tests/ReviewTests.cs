namespace AdmissionGuard.Cli.Tests;

public sealed class ReviewTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly string _cluster;

    public ReviewTests() => _cluster = _run.File("cluster.yaml", ShopManifests.Shop);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_denial_says_what_breaks_what_to_do_and_how_to_pass()
    {
        var result = Review(_run.File("db.yaml", ShopManifests.DbPolicyWithoutRules));

        Assert.Equal(
            """
            DENIED  1 policy: shop/db

            shop/db  UPDATE  deny
              deny  ingress-rules-removed
                policy "shop/db" loses all it admitted: shop/web[Pod] to shop/db[StatefulSet] on TCP 5432
                field: spec.ingress
                fix:   Restore the rules, or first apply another policy that admits these sources.
                patch: of the manifest, before it is applied:
                  kubectl patch --local -f db.yaml -o yaml --type=json -p '[{"op":"add","path":"/spec/ingress","value":[{"from":[{"podSelector":{"matchLabels":{"app":"web"}}}],"ports":[{"protocol":"TCP","port":5432}]}]}]'
              if this is meant, annotate the policy:
                admission-guard.io/acknowledge: "ingress-rules-removed=b4280913"
              lost:
                - shop/web[Pod] → shop/db[StatefulSet]  TCP 5432

            """,
            result.Output);
        Assert.Equal("", result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void The_printed_annotation_lets_the_change_pass()
    {
        var acknowledged = ShopManifests.DbPolicyWithoutRules.Replace(
            "namespace: shop}", "namespace: shop, annotations: {admission-guard.io/acknowledge: \"ingress-rules-removed=b4280913\"}}", StringComparison.Ordinal);

        var result = Review(_run.File("db.yaml", acknowledged));

        Assert.Equal(
            """
            ALLOWED  1 policy

            shop/db  UPDATE  audit
              acknowledged  ingress-rules-removed: policy "shop/db" loses all it admitted: shop/web[Pod] to shop/db[StatefulSet] on TCP 5432
              lost:
                - shop/web[Pod] → shop/db[StatefulSet]  TCP 5432

            """,
            result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_directory_is_one_change_and_quiet_policies_are_counted()
    {
        _run.File("change/db.yaml", ShopManifests.DbPolicyWithoutRules);
        _run.File("change/web.yaml", ShopManifests.WebPolicy);
        _run.File("change/later.yaml", ShopManifests.Policy("later", "{podSelector: {matchLabels: {app: later}}}").Replace("shop}", "elsewhere}", StringComparison.Ordinal));

        var result = Review(_run.At("change"));

        Assert.StartsWith("DENIED  1 of 3 policies: shop/db\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 more policy: nothing to say; 1 more policy: unchanged\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_whole_change_cuts_is_listed_too()
    {
        _run.File("change/db.yaml", ShopManifests.DbPolicyWithoutRules);
        _run.File("change/silence.yaml", ShopManifests.Policy("silence", "{podSelector: {}, policyTypes: [Egress]}"));

        var result = Review(_run.At("change"));

        Assert.Contains(
            "all changes together, besides the above\n  lost:\n    - shop/web[Pod] → shop/db[StatefulSet]  TCP 5432\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unchanged_policy_is_allowed()
    {
        var result = Review(_run.File("web.yaml", ShopManifests.WebPolicy));

        Assert.Equal("ALLOWED  1 policy: unchanged\n", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_policy_that_only_opens_is_allowed_and_shows_what_it_opens()
    {
        var result = Review(_run.File("more.yaml", ShopManifests.Policy(
            "more", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}]}")));

        Assert.Equal(
            """
            ALLOWED  1 policy: nothing to say
              gained:
                + shop/db[StatefulSet] → shop/db[StatefulSet]  TCP 5432

            """,
            result.Output);
    }

    [Fact]
    public void Without_a_policy_there_is_nothing_to_review()
    {
        _run.File("change/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\n");

        var result = Review(_run.At("change"));

        Assert.StartsWith("no NetworkPolicy in the change; nothing to review\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void An_empty_cluster_is_no_reason_to_deny()
    {
        var empty = _run.File("empty.json", """{"apiVersion": "v1", "kind": "List", "items": []}""");

        var result = _run.Run("review", "--cluster", empty, "--change", _run.File("db.yaml", ShopManifests.DbPolicy));

        Assert.Equal(
            "ALLOWED  1 policy: nothing to say\n\nnote: DNS not judged: no DNS Service in the input\n"
            + "note: no pods in the input: only the policies themselves were judged\n",
            result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_deletion_needs_no_manifest()
    {
        var result = _run.Run("review", "--cluster", _cluster, "--delete", "shop/db");

        Assert.StartsWith("WARNED  1 policy: shop/db\n\nshop/db  DELETE  warn\n  warn  isolation-ends\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("deny", 0)]
    [InlineData("warn", 1)]
    public void A_warning_fails_where_that_is_asked_for(string failOn, int exitCode) =>
        Assert.Equal(exitCode, _run.Run("review", "--cluster", _cluster, "--delete", "shop/db", "--fail-on", failOn).ExitCode);

    [Fact]
    public void An_apply_without_policyTypes_keeps_the_stored_ones_and_a_replace_does_not()
    {
        var change = _run.File("web.yaml", ShopManifests.Policy(
            "web",
            "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: http}]}], "
            + "egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]}"));
        // What a server-side apply without policyTypes leaves behind: nobody but the API server owns them.
        var cluster = _run.File("stored.yaml", ShopManifests.Shop + "---\n" + ShopManifests.WebPolicy.Replace(
            "namespace: shop}",
            "namespace: shop, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"spec\":{\"podSelector\":{}}}'}}",
            StringComparison.Ordinal));

        var applied = _run.Run("review", "--cluster", cluster, "--change", change);
        var replaced = _run.Run("review", "--cluster", cluster, "--change", change, "--replace");

        Assert.Contains("rules-ignored-by-policy-types", applied.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("rules-ignored-by-policy-types", replaced.Output, StringComparison.Ordinal);
        Assert.Contains("dns-blocked", replaced.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifests_come_from_standard_input_too()
    {
        var result = _run.RunWithInput(ShopManifests.DbPolicyWithoutRules, "review", "--cluster", _cluster, "--change", "-");

        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void The_reading_of_ipBlock_settles_what_depends_on_it()
    {
        var change = _run.File("db.yaml", ShopManifests.Policy(
            "db", "{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 5432}]}]}"));

        Assert.Equal(0, Review(change).ExitCode);
        Assert.Contains("depends on your CNI", Review(change).Output, StringComparison.Ordinal);
        Assert.Equal(1, _run.Run("review", "--cluster", _cluster, "--change", change, "--ip-block-matches-pods=false").ExitCode);
        Assert.Equal(0, _run.Run("review", "--cluster", _cluster, "--change", change, "--ip-block-matches-pods").ExitCode);
    }

    [Fact]
    public void Json_has_every_key_in_its_place()
    {
        var result = _run.Run("review", "--cluster", _cluster, "--change", _run.File("db.yaml", ShopManifests.DbPolicyWithoutRules), "-o", "json");

        Assert.Equal(
            """
            {
              "verdict": "deny",
              "notes": [],
              "lost": [
                {
                  "from": "shop/web[Pod]",
                  "to": "shop/db[StatefulSet]",
                  "connections": [
                    "TCP 5432"
                  ]
                }
              ],
              "gained": [],
              "reviews": [
                {
                  "policy": "shop/db",
                  "operation": "UPDATE",
                  "verdict": "deny",
                  "findings": [
                    {
                      "rule": "ingress-rules-removed",
                      "action": "deny",
                      "curable": true,
                      "message": "policy \"shop/db\" loses all it admitted: shop/web[Pod] to shop/db[StatefulSet] on TCP 5432",
                      "field": "spec.ingress",
                      "remediation": "Restore the rules, or first apply another policy that admits these sources.",
                      "digest": "b4280913",
                      "patch": [
                        {
                          "op": "add",
                          "path": "/spec/ingress",
                          "value": [
                            {
                              "from": [
                                {
                                  "podSelector": {
                                    "matchLabels": {
                                      "app": "web"
                                    }
                                  }
                                }
                              ],
                              "ports": [
                                {
                                  "protocol": "TCP",
                                  "port": 5432
                                }
                              ]
                            }
                          ]
                        }
                      ]
                    }
                  ],
                  "lost": [
                    {
                      "from": "shop/web[Pod]",
                      "to": "shop/db[StatefulSet]",
                      "connections": [
                        "TCP 5432"
                      ]
                    }
                  ],
                  "gained": []
                }
              ]
            }

            """,
            result.Output);
        Assert.Equal(1, result.ExitCode);
    }

    private CommandResult Review(string change) => _run.Run("review", "--cluster", _cluster, "--change", change);
}
