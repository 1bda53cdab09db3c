using System.Text.RegularExpressions;
using AdmissionGuard.Cli.Rendering.Markdown;

namespace AdmissionGuard.Cli.Tests.Formats;

public sealed partial class MarkdownTests : IDisposable
{
    private readonly ReviewedShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void The_verdict_comes_first_and_the_details_are_folded_away()
    {
        var text = _shop.Review("markdown", "--change", _shop.File("db.yaml", ShopManifests.DbPolicyWithoutRules));

        Assert.Equal(
            """
            ## NetworkPolicy review: denied

            **1 policy denied**; 1 connection lost, 0 gained.

            | policy | operation | verdict | findings |
            |---|---|---|---|
            | `shop/db` | UPDATE | deny | `ingress-rules-removed` |

            <details>
            <summary><code>shop/db</code>: UPDATE, deny</summary>

            - **deny** `ingress-rules-removed`: policy "`shop/db`" loses all it admitted: `shop/web[Pod]` to `shop/db[StatefulSet]` on TCP 5432
              - field: `spec.ingress` in `db.yaml:7`
              - fix: Restore the rules, or first apply another policy that admits these sources.
              - patch, of the manifest, before it is applied: `kubectl patch --local -f db.yaml -o yaml --type=json -p '[{"op":"add","path":"/spec/ingress","value":[{"from":[{"podSelector":{"matchLabels":{"app":"web"}}}],"ports":[{"protocol":"TCP","port":5432}]}]}]'`

            If this is meant, annotate the policy:

            ```yaml
            admission-guard.io/acknowledge: "ingress-rules-removed=b4280913"
            ```

            ```diff
            - shop/web[Pod] → shop/db[StatefulSet]  TCP 5432
            ```

            </details>

            """,
            text);
    }

    [Fact]
    public void A_review_without_findings_says_so() => Assert.Equal(
        "## NetworkPolicy review: allowed\n\n2 policies allowed, with nothing to say; no connection lost or gained.\n",
        _shop.Review("markdown", "--change", _shop.Cluster));

    [Fact]
    public void No_policy_is_nothing_to_review() => Assert.StartsWith(
        "## NetworkPolicy review: allowed\n\nNo NetworkPolicy in the change; nothing to review.\n",
        _shop.Review("markdown", "--change", _shop.File("empty.yaml", "# nothing\n")), StringComparison.Ordinal);

    [Fact]
    public void Ten_thousand_findings_fit_a_comment()
    {
        var text = _shop.Review("markdown", "--change", _shop.File("many.yaml", ReviewedShop.PolicyWithFlaws(10_000)));

        Assert.True(text.Length < ReviewMarkdown.MaxLength);
        Assert.Matches(@"- and 9,9\d\d more findings\n", text);
        Assert.EndsWith("</details>\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_with_much_to_say_of_it_leaves_room_for_others()
    {
        var peer = string.Concat(Enumerable.Range(0, 400).Select(i => $"value-{i}, "));
        var fat = ReviewedShop.PolicyWithFlaws(1, "fat") + $"    - podSelector: {{matchExpressions: [{{key: a, operator: In, values: [{peer}z]}}]}}\n";
        var change = _shop.File("many.yaml", $"{fat}---\n{ReviewedShop.PolicyWithFlaws(1, "thin")}");

        var text = _shop.Review("markdown", "--change", change);

        Assert.Contains("<summary><code>shop/thin</code>", text, StringComparison.Ordinal);
        Assert.Contains("<summary><code>shop/fat</code>", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("**warn** `peer-not-namespace-scoped`").Length - 1);
    }

    [Fact]
    public void What_all_changes_bring_about_together_is_there_too()
    {
        var text = Repository.Run("review", "--cluster", "samples/shop", "--change", "samples/changes/20-first-egress-policies", "-o", "markdown").Printed;

        Assert.Contains("\nAll changes together, besides the above:\n\n```diff\n- storefront/web[Deployment] → ", text, StringComparison.Ordinal);
        Assert.Contains("\norder: none works ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_of_a_comment_is_counted_in_its_last_line()
    {
        var policies = Enumerable.Range(0, 300).Select(i => ReviewedShop.PolicyWithFlaws(3, $"p{i:000}-{new string('x', 200)}"));
        var text = _shop.Review("markdown", "--change", _shop.File("many.yaml", string.Join("---\n", policies)));

        Assert.InRange(text.Length, 60_000, ReviewMarkdown.MaxLength);
        Assert.Matches(@"\n\*\*The details of \d+ policies are left out:\*\* a comment holds 65,536 characters at most\. Run .*\n$", text);
        Assert.Equal(Details().Count(text), text.Split("</details>").Length - 1);
    }

    [Theory]
    [InlineData("policy \"shop/db\" loses all.", "policy \"`shop/db`\" loses all.")]
    [InlineData("plain words, and 3 more", "plain words, and 3 more")]
    [InlineData("a <script>alert(1)</script> b", "a `<script>alert(1)</script>` b")]
    [InlineData("[x](https://example.com) @octocat #1 **b** a_b_c", "`[x](https://example.com`) `@octocat` `#1` `**b**` `a_b_c`")]
    [InlineData("a`b``c", "``` a`b``c ```")]
    [InlineData("(203.0.113.0/24)", "(`203.0.113.0/24`)")]
    [InlineData("| & ~", "`|` `&` `~`")]
    public void Text_stays_text(string text, string markdown) => Assert.Equal(markdown, MarkdownText.Prose(text));

    [Theory]
    [InlineData("a|b", "`a\\|b`")]
    [InlineData("`|`", "`` `\\|` ``")]
    public void A_bar_ends_no_cell(string text, string cell) => Assert.Equal(cell, MarkdownText.Cell(text));

    [Fact]
    public void A_block_is_closed_by_its_own_fence_alone() =>
        Assert.Equal("````diff\n- ```\n````\n", MarkdownText.Block("diff", ["- ```"]));

    [Fact]
    public void Html_stays_text_in_the_line_that_unfolds() =>
        Assert.Equal("<code>&lt;img onerror=&quot;x&quot;&gt;&amp;</code>", MarkdownText.Html("<img onerror=\"x\">&"));

    [GeneratedRegex("<details>", RegexOptions.None, 1000)]
    private static partial Regex Details();
}
