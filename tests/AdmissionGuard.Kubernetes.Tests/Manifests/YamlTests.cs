using System.Text;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class YamlTests
{
    [Fact]
    public void Aliases_and_merge_keys_are_resolved()
    {
        var policy = Folder.PolicyOf(Some.Policy(
            "podSelector: {matchLabels: &labels {app: web, tier: a}}\ningress: [{from: [{podSelector: {matchLabels: {<<: *labels, tier: b}}}]}]"));
        Assert.Equal("app=web,tier=a", policy.Spec.PodSelector.ToString());
        Assert.Equal("app=web,tier=b", policy.Spec.Ingress[0].Peers[0].PodSelector?.ToString());
    }

    [Fact]
    public void Of_several_merged_mappings_the_first_wins()
    {
        var labels = Folder.PodOf("x: [&a {k: 1a, l: 1a}, &b {k: 2b, m: 2b}]\napiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {<<: [*a, *b]}}\n").Labels;
        Assert.Equal("k=1a,l=1a,m=2b", labels.ToString());
    }

    [Fact]
    public void An_anchor_in_a_field_that_nobody_reads_still_counts()
    {
        var pod = Folder.PodOf("apiVersion: v1\nkind: Pod\nspec: {volumes: [{x: {y: &l {app: web}}}]}\nmetadata: {name: a, labels: *l}\n");
        Assert.Equal("app=web", pod.Labels.ToString());
    }

    [Fact]
    public void An_object_may_be_an_alias_or_merged()
    {
        const string Text = "apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- *a\n- {<<: *a, metadata: {name: b}}\n";
        Assert.Equal(["a", "b"], Folder.Of(Text).State.Pods.Select(pod => pod.Key.Name));
    }

    [Theory]
    [InlineData("spec: *b", "a.yaml:4:7: no anchor \"b\" before this alias")]
    [InlineData("other: [*b]", "a.yaml:4:9: no anchor \"b\" before this alias")]
    public void An_unknown_alias_is_an_error(string rest, string error) => Assert.Equal(error, Folder.ErrorOf(Some.Pod(rest)));

    [Fact]
    public void An_anchor_that_contains_itself_is_an_error() =>
        Assert.Equal("a.yaml:1:11: anchor \"a\" contains itself", Folder.ErrorOf("x: &a {y: *a}\n"));

    [Fact]
    public void Aliases_of_aliases_do_not_fill_the_memory()
    {
        var text = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            text.Append($"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]\n");
        }

        Assert.Equal("a.yaml:6:45: the aliases of this file stand for more than 1000000 values; write them out", Folder.ErrorOf(text.ToString()));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(100_000, true)]
    public void Deep_nesting_is_an_error_line(int lists, bool isError)
    {
        var text = $"x: {new string('[', lists)}{new string(']', lists)}\n";
        if (isError)
        {
            Assert.Equal("a.yaml:1:103: nested deeper than 100 levels", Folder.ErrorOf(text));
        }
        else
        {
            Folder.Of(text);
        }
    }

    [Fact]
    public void Aliases_cannot_nest_deeper_than_what_is_written_out()
    {
        var text = new StringBuilder("l0: &l0 [x]\n");
        for (var i = 1; i < 200; i++)
        {
            text.Append($"l{i}: &l{i} [*l{i - 1}]\n");
        }

        Assert.EndsWith("nested deeper than 100 levels", Folder.ErrorOf(text.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_appears_twice_is_an_error() => Assert.Equal(
        "a.yaml:6:3: key \"podSelector\" appears twice in one mapping; remove one of them",
        Folder.ErrorOf(Some.Policy("podSelector: {matchLabels: {app: web}}\npodSelector: {}")));

    [Fact]
    public void A_key_of_a_large_mapping_that_appears_twice_is_an_error()
    {
        var keys = string.Concat(Enumerable.Range(0, 40).Select(i => $"k{i}: v\n"));
        Assert.Equal("a.yaml:41:1: key \"k7\" appears twice in one mapping; remove one of them", Folder.ErrorOf($"{keys}k7: v\n"));
    }

    [Fact]
    public void What_is_no_YAML_is_an_error_line() =>
        Assert.StartsWith("a.yaml:2:5: not valid YAML: ", Folder.ErrorOf("a: 1\nb: c: d\n"), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_an_error_line()
    {
        using var folder = new Folder().With("a.yaml", [.. "kind: Pod\nx: "u8, 0xff, 0xfe]);
        Assert.Equal("a.yaml:2:4: not UTF-8; save the file in that encoding", folder.Error());
    }

    [Fact]
    public void Byte_order_marks_are_no_content()
    {
        using var folder = new Folder()
            .With("a.yaml", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Some.Pod("", "a"))])
            .With("b.yaml", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Some.Pod("", "b"))])
            .With("c.yaml", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(Some.Pod("", "c"))]);
        Assert.Equal(["a", "b", "c"], folder.Read().State.Pods.Select(pod => pod.Key.Name));
    }

    [Fact]
    public void Empty_documents_are_ignored_and_others_that_are_no_objects_skipped()
    {
        var reading = Folder.Of($"# nothing\n---\n---\n{Some.Pod("")}---\ntext\n---\n- 1\n---\n{{a: b}}\n");
        Assert.Equal(1, reading.Objects);
        Assert.Equal(3, reading.Skipped);
    }

    [Theory]
    [InlineData("yes", nameof(TreeKind.Boolean))]
    [InlineData("~", nameof(TreeKind.Null))]
    [InlineData("0x1F", nameof(TreeKind.Number))]
    [InlineData("1_000", nameof(TreeKind.Number))]
    [InlineData("-1.5e3", nameof(TreeKind.Number))]
    [InlineData("68e45", nameof(TreeKind.Number))]
    [InlineData("089", nameof(TreeKind.Number))]
    [InlineData("1.2.3", nameof(TreeKind.Text))]
    [InlineData("68c45c8b84", nameof(TreeKind.Text))]
    [InlineData("-", nameof(TreeKind.Text))]
    [InlineData(".", nameof(TreeKind.Text))]
    [InlineData("+", nameof(TreeKind.Text))]
    [InlineData("0x", nameof(TreeKind.Text))]
    public void Plain_scalars_are_what_kubectl_takes_them_for(string plain, string kind) => Assert.Equal(kind, YamlScalars.Resolve(plain).ToString());

    [Theory]
    [InlineData("80", 80)]
    [InlineData("010", 8)]
    [InlineData("0o10", 8)]
    [InlineData("0b11", 3)]
    [InlineData("-0x10", -16)]
    [InlineData("1e2", 100)]
    [InlineData("1.5", null)]
    [InlineData("99999999999999999999999", null)]
    public void Integers_are_read_as_Go_reads_them(string plain, int? value) => Assert.Equal(value, YamlScalars.Integer(plain));
}
