using System.Text.Json.Nodes;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Manifests.Editing;

namespace AdmissionGuard.Kubernetes.Tests.Manifests.Editing;

/// <summary>What a patch changes in a manifest's text, and what stays as it is to the letter.</summary>
public sealed class TextPatchTests
{
    private const string Rule = """{"from":[{"podSelector":{"matchLabels":{"app":"web"}}}],"ports":[{"port":80}]}""";

    private const string Manifest =
        """
        # The web front.
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web}
        spec:
          podSelector: {}   # everybody
          ingress:
            # From the gateway.
            - from:
                - podSelector: {matchLabels: {app: gateway}}   # gone soon
                # and
                - podSelector: {matchLabels: {app: "api"}}
              ports:
                - port: 80   # http
                - port: 81

        # The end.

        """;

    [Theory]
    [InlineData("test", "/spec/ingress/0/ports/0/port", "80", "", "")]
    [InlineData("replace", "/spec/ingress/0/ports/0/port", "8080", "port: 80 ", "port: 8080 ")]
    [InlineData("replace", "/spec/ingress/0/from/1/podSelector", """{"matchLabels":{"app":"db"}}""", "{matchLabels: {app: \"api\"}}", "{matchLabels: {app: db}}")]
    [InlineData("add", "/spec/ingress/0/ports/-", """{"port":82}""", "    - port: 81\n", "    - port: 81\n        - {port: 82}\n")]
    [InlineData("add", "/spec/ingress/0/from/0/namespaceSelector", "{}", "# gone soon\n", "# gone soon\n          namespaceSelector: {}\n")]
    [InlineData("add", "/spec/policyTypes", """["Ingress","Egress"]""", "        - port: 81\n", "        - port: 81\n  policyTypes: [Ingress, Egress]\n")]
    [InlineData("add", "/metadata/namespace", "\"shop\"", "{name: web}", "{name: web, namespace: shop}")]
    [InlineData("remove", "/spec/ingress/0/from/0", "", "        - podSelector: {matchLabels: {app: gateway}}   # gone soon\n", "")]
    [InlineData("remove", "/spec/ingress/0/ports/1", "", "        - port: 81\n", "")]
    public void Only_what_it_names_changes_and_comments_and_order_stay(string operation, string path, string value, string old, string now)
    {
        var expected = old.Length == 0 ? Manifest : Manifest.Replace(old, now, StringComparison.Ordinal);

        Assert.Equal(expected, Patched(Manifest, 2, (operation, path, value)));
    }

    [Fact]
    public void Operations_are_made_one_after_the_other() => Assert.Equal(
        Manifest.Replace("{matchLabels: {app: gateway}}   # gone soon", "{matchLabels: {app: web}}   # gone soon", StringComparison.Ordinal)
            .Replace("        # and\n        - podSelector: {matchLabels: {app: \"api\"}}\n", "        # and\n", StringComparison.Ordinal),
        Patched(
            Manifest,
            2,
            ("replace", "/spec/ingress/0/from/0/podSelector", """{"matchLabels":{"app":"web"}}"""),
            ("remove", "/spec/ingress/0/from/1", "")));

    [Fact]
    public void Blocks_are_written_where_blocks_are_and_lists_stand_where_lists_stand()
    {
        const string Indented = "kind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels:\n      app: web\n  policyTypes:\n    - Ingress\n";
        Assert.Equal(
            Indented + "  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              app: web\n      ports:\n        - port: 80\n",
            Patched(Indented, 1, ("add", "/spec/ingress", $"[{Rule}]")));

        var flush = Indented.Replace("    - ", "  - ", StringComparison.Ordinal);
        Assert.Equal(
            flush + "  ingress:\n  - from:\n    - podSelector:\n        matchLabels:\n          app: web\n    ports:\n    - port: 80\n",
            Patched(flush, 1, ("add", "/spec/ingress", $"[{Rule}]")));
    }

    [Theory]
    [InlineData("  egress: []\n")]
    [InlineData("  egress:\n")]
    [InlineData("  egress: null\n")]
    [InlineData("  egress: ~\n")]
    public void What_is_empty_behind_its_key_gives_way_to_a_block(string empty)
    {
        var manifest = $"kind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels:\n      app: web\n{empty}  policyTypes:\n  - Egress\n";

        Assert.Equal(
            manifest.Replace(empty, "  egress:\n  - ports:\n    - port: 53\n", StringComparison.Ordinal),
            Patched(manifest, 1, ("add", "/spec/egress", """[{"ports":[{"port":53}]}]""")));
    }

    [Fact]
    public void A_comment_behind_what_is_empty_stays() => Assert.Equal(
        "kind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels: {}\n  egress:\n  - ports:\n    - {port: 53} # none\n",
        Patched("kind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels: {}\n  egress: [] # none\n", 1, ("add", "/spec/egress", """[{"ports":[{"port":53}]}]"""))
            .Replace("- port: 53", "- {port: 53}", StringComparison.Ordinal));

    [Fact]
    public void Lines_end_as_they_did()
    {
        var windows = Manifest.Replace("\n", "\r\n", StringComparison.Ordinal);

        Assert.Equal(
            Patched(Manifest, 2, ("add", "/spec/ingress/-", Rule)).Replace("\n", "\r\n", StringComparison.Ordinal),
            Patched(windows, 2, ("add", "/spec/ingress/-", Rule)));
    }

    [Fact]
    public void A_last_line_without_an_end_gets_one() => Assert.Equal(
        "kind: NetworkPolicy\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n  - {}\n",
        Patched("kind: NetworkPolicy\nspec:\n  podSelector: {}\n  policyTypes: [Egress]", 1, ("add", "/spec/egress", "[{}]")));

    [Theory]
    [InlineData("app", "app")]
    [InlineData("a.b/c", "a.b/c")]
    [InlineData("true", "\"true\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("8080", "\"8080\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("", "\"\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData("-", "\"-\"")]
    [InlineData("*", "\"*\"")]
    [InlineData("say \"x\"", "\"say \\\"x\\\"\"")]
    public void Texts_that_could_be_read_as_something_else_are_quoted(string value, string written) => Assert.Equal(
        $"kind: NetworkPolicy\nmetadata:\n  name: web\n  namespace: {written}\nspec: {{}}\n",
        Patched("kind: NetworkPolicy\nmetadata:\n  name: web\nspec: {}\n", 1, ("add", "/metadata/namespace", JsonValue.Create(value).ToJsonString())));

    [Theory]
    [InlineData("'80'")]
    [InlineData("\"80\"")]
    public void Quotes_go_with_the_text_that_they_were_around(string old) => Assert.Equal(
        "kind: NetworkPolicy\nspec:\n  ingress:\n  - ports:\n    - port: 8080\n",
        Patched($"kind: NetworkPolicy\nspec:\n  ingress:\n  - ports:\n    - port: {old}\n", 1, ("replace", "/spec/ingress/0/ports/0/port", "8080")));

    [Fact]
    public void Braces_may_be_spread_over_lines()
    {
        const string Spread = "{\n\t\"kind\": \"NetworkPolicy\",\n\t\"spec\": {\n\t\t\"ingress\": [\n\t\t\t{\"ports\": [{\"port\": 80}]}\n\t\t]\n\t}\n}\n";

        Assert.Equal(
            Spread.Replace("80", "8080", StringComparison.Ordinal), Patched(Spread, 1, ("replace", "/spec/ingress/0/ports/0/port", "8080")));
        Assert.Equal(
            Spread.Replace("80}]}\n", "80}]},\n   {\"ports\": [{\"port\": 53}]}\n", StringComparison.Ordinal),
            Patched(Spread, 1, ("add", "/spec/ingress/-", """{"ports":[{"port":53}]}""")));
        Assert.Equal(
            Spread.Replace("\n\t\t]\n", "\n\t\t],\n  \"policyTypes\": [\"Ingress\"]\n", StringComparison.Ordinal),
            Patched(Spread, 1, ("add", "/spec/policyTypes", """["Ingress"]""")));
    }

    [Fact]
    public void Empty_braces_and_brackets_are_filled_and_emptied()
    {
        const string Flow = "{kind: NetworkPolicy, spec: {podSelector: {}, ingress: [], egress: [{ports: [{port: 1}, {port: 2}, {port: 3}]}]}}\n";

        Assert.Equal(
            Flow.Replace("ingress: []", "ingress: [{}]", StringComparison.Ordinal), Patched(Flow, 1, ("add", "/spec/ingress/-", "{}")));
        Assert.Equal(
            Flow.Replace("podSelector: {}", "podSelector: {matchLabels: {app: web}}", StringComparison.Ordinal),
            Patched(Flow, 1, ("add", "/spec/podSelector/matchLabels", """{"app":"web"}""")));
        Assert.Equal(
            Flow.Replace("{port: 1}, ", "", StringComparison.Ordinal), Patched(Flow, 1, ("remove", "/spec/egress/0/ports/0", "")));
        Assert.Equal(
            Flow.Replace(", {port: 3}", "", StringComparison.Ordinal), Patched(Flow, 1, ("remove", "/spec/egress/0/ports/2", "")));
    }

    [Fact]
    public void Of_several_documents_the_one_in_the_line_is_meant()
    {
        var documents = $"# first\n---\n{Manifest}---\n{Manifest}...\n---\nkind: ConfigMap\ndata: {{text: \"---\"}}\n";
        var second = documents.LastIndexOf("apiVersion", StringComparison.Ordinal);
        var line = documents[..second].Count(letter => letter == '\n') + 1;

        var patched = Patched(documents, line, ("replace", "/spec/ingress/0/ports/0/port", "8080"));

        Assert.Equal(documents[..second], patched[..second]);
        Assert.Equal(documents[second..].Replace("port: 80 ", "port: 8080 ", StringComparison.Ordinal), patched[second..]);
    }

    [Fact]
    public void An_item_of_a_list_is_found_in_its_line()
    {
        const string List = "kind: List\nitems:\n- kind: NetworkPolicy\n  spec: {ingress: []}\n- kind: NetworkPolicy\n  spec: {ingress: []}\n";

        Assert.Equal(
            "kind: List\nitems:\n- kind: NetworkPolicy\n  spec: {ingress: []}\n- kind: NetworkPolicy\n  spec: {ingress: [{}]}\n",
            Patched(List, 5, ("add", "/spec/ingress/-", "{}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void What_is_beyond_ASCII_moves_nothing(string mark)
    {
        var manifest = mark + "# Für alle: 🐘 漢字\n" + Manifest.Replace("# everybody", "# jeder 🐘", StringComparison.Ordinal);

        Assert.Equal(
            manifest.Replace("port: 80 ", "port: 8080 ", StringComparison.Ordinal), Patched(manifest, 3, ("replace", "/spec/ingress/0/ports/0/port", "8080")));
    }

    [Fact]
    public void A_block_of_text_before_the_end_stays_whole() => Assert.Equal(
        "kind: NetworkPolicy\nspec:\n  ingress: []\nmetadata:\n  annotations:\n    why: |\n      one\n\n      two\n  namespace: shop\n# end\n",
        Patched(
            "kind: NetworkPolicy\nspec:\n  ingress: []\nmetadata:\n  annotations:\n    why: |\n      one\n\n      two\n# end\n", 1,
            ("add", "/metadata/namespace", "\"shop\"")));

    [Fact]
    public void Tabs_between_a_key_and_its_value_stay() => Assert.Equal(
        "kind: NetworkPolicy\nspec:\n  ingress:\n  - ports:\n    - port:\t8080\t# http\n",
        Patched("kind: NetworkPolicy\nspec:\n  ingress:\n  - ports:\n    - port:\t80\t# http\n", 1, ("replace", "/spec/ingress/0/ports/0/port", "8080")));

    [Theory]
    [InlineData("ingress: &all [{ports: [{port: 80}]}]", "line 3 shares its text with other places by an anchor; correct it by hand")]
    [InlineData("ingress: [{ports: [&http {port: 80}]}]", "line 3 shares its text with other places by an anchor; correct it by hand")]
    [InlineData("x: &p {port: 80}\n  ingress: [{ports: [*p]}]", "line 4 shares its text with other places by an anchor; correct it by hand")]
    [InlineData("x: &p {port: 80}\n  ingress: [{ports: [{<<: *p}]}]", "line 4 shares its text with other places by an anchor; correct it by hand")]
    [InlineData("ingress: [{ports: [{port: 79}]}]", "the patch does not fit: there is no /spec/ingress/0/ports/0/port")]
    [InlineData("ingress: [{ports: []}]", "the patch does not fit: there is no /spec/ingress/0/ports/0/port")]
    [InlineData("ingress: []", "the patch does not fit: there is no /spec/ingress/0/ports/0/port")]
    [InlineData("ingress: {}", "the patch does not fit: there is no /spec/ingress/0/ports/0/port")]
    [InlineData("ingress: \"\"", "the patch does not fit: there is no /spec/ingress/0/ports/0/port")]
    public void What_cannot_be_edited_safely_is_refused_with_the_reason(string ingress, string reason)
    {
        var refused = Assert.Throws<UneditableException>(() => Patched(
            $"kind: NetworkPolicy\nspec:\n  {ingress}\n", 1,
            ("test", "/spec/ingress/0/ports/0/port", "80"), ("replace", "/spec/ingress/0/ports/0/port", "8080")));

        Assert.Equal(reason, refused.Message);
    }

    [Fact]
    public void An_anchor_elsewhere_is_no_hindrance() => Assert.Equal(
        "kind: NetworkPolicy\nmetadata: {labels: &labels {app: web}}\nspec:\n  podSelector: {matchLabels: *labels}\n  ingress: [{}]\n",
        Patched(
            "kind: NetworkPolicy\nmetadata: {labels: &labels {app: web}}\nspec:\n  podSelector: {matchLabels: *labels}\n  ingress: []\n", 1,
            ("add", "/spec/ingress/-", "{}")));

    [Fact]
    public void A_list_in_a_list_on_one_line_is_for_people() => Assert.Equal(
        "line 4 begins several lists at once; correct it by hand",
        Assert.Throws<UneditableException>(() => Patched("kind: NetworkPolicy\nspec:\n  ingress:\n  - - a\n    - b\n", 1, ("remove", "/spec/ingress/0/0", ""))).Message);

    [Fact]
    public void A_policy_that_is_not_where_it_was_is_not_found_again() => Assert.Equal(
        "its policy is not found again",
        Assert.Throws<UneditableException>(() => Patched(Manifest, 3, ("add", "/metadata/namespace", "\"shop\""))).Message);

    [Fact]
    public void What_is_no_YAML_is_for_people() => Assert.Equal(
        "its text is written in a way that only a person can correct",
        Assert.Throws<UneditableException>(() => Patched("kind: NetworkPolicy\nspec:\n\tingress: []\n", 1, ("add", "/spec/ingress/-", "{}"))).Message);

    private static string Patched(string text, int line, params (string Operation, string Path, string Value)[] operations) => TextPatch.Apply(
        text, line,
        new JsonPatch([.. operations.Select(one => new PatchOperation(one.Operation, one.Path, one.Value.Length == 0 ? null : JsonNode.Parse(one.Value)))]));
}
