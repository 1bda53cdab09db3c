using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class JsonTests
{
    private const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"app":"wéb\u0041"}}}""";

    [Fact]
    public void JSON_is_told_by_its_first_character() => Assert.Equal("app=wébA", Folder.PodOf($"\n  {Pod}").Labels.ToString());

    [Fact]
    public void Several_documents_may_follow_each_other() =>
        Assert.Equal(2, Folder.Of($"{Pod}\n{Pod.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)}").State.Pods.Length);

    [Fact]
    public void A_kind_that_comes_last_is_read_all_the_same() =>
        Assert.Equal("a=b", Folder.PodOf("""{"metadata":{"labels":{"a":"b"},"name":"x"},"kind":"Pod","apiVersion":"v1"}""").Labels.ToString());

    [Fact]
    public void A_key_that_appears_twice_is_an_error() => Assert.Equal(
        "a.yaml:2:13: key \"name\" appears twice in one mapping; remove one of them",
        Folder.ErrorOf("{\"kind\":\"Pod\",\"metadata\":\n{\"name\":\"a\",\"name\":\"b\"}}"));

    [Fact]
    public void An_error_names_its_line_and_column() => Assert.Equal(
        "a.yaml:3:12: spec.ingress: a list is expected; [] allows nothing and [{}] everything",
        Folder.ErrorOf("{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"NetworkPolicy\",\"metadata\":{\"name\":\"a\"},\n\"spec\":{\n\"ingress\": {}}}"));

    [Theory]
    [InlineData("Gr\u00FC\u00DFe \uD83D\uDE00")]
    [InlineData("Gruesse1")]
    public void A_column_counts_characters_and_not_bytes(string note) => Assert.Equal(
        "a.yaml:2:75: spec.ingress: a list is expected; [] allows nothing and [{}] everything",
        Folder.ErrorOf(
            "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"NetworkPolicy\",\n"
            + $"\"metadata\":{{\"name\":\"a\",\"annotations\":{{\"n\":\"{note}\"}}}},\"spec\":{{\"ingress\": {{}}}}}}"));

    [Theory]
    [InlineData("{\"a\":\n\"é\" x}", "a.yaml:2:5: not valid JSON: unexpected \"x\"")]
    [InlineData("{\"a\":\n}", "a.yaml:2:1: not valid JSON: unexpected \"}\"")]
    [InlineData("{\"a\":\n\n  é}", "a.yaml:3:3: not valid JSON: unexpected \"é\"")]
    [InlineData("{\"a\":1", "a.yaml:1:7: not valid JSON: the document ends too early")]
    [InlineData("{\"a\":[tru", "a.yaml:1:10: not valid JSON: the document ends too early")]
    [InlineData("{\"a\":1} x", "a.yaml:1:9: not valid JSON: unexpected \"x\"")]
    [InlineData("{\"kind\":\"\\ud800\"}", "a.yaml:1:9: not valid JSON: a string with half of a surrogate pair")]
    public void What_is_no_JSON_is_an_error_line(string text, string error) =>
        Assert.Equal(error, Folder.ErrorOf(text));

    [Fact]
    public void Deep_nesting_is_an_error_line() =>
        Assert.Equal("a.yaml:1:106: nested deeper than 100 levels", Folder.ErrorOf($"{{\"a\": {new string('[', 100_000)}", ManifestUse.Cluster));

    [Theory]
    [InlineData("80", "80")]
    [InlineData("\"80\"", null)]
    public void A_quoted_number_stays_a_string(string port, string? number)
    {
        var text = """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"},"spec":{"ingress":[{"ports":[{"port":PORT}]}]}}"""
            .Replace("PORT", port, StringComparison.Ordinal);
        if (number is null)
        {
            Assert.Equal("a.yaml:1:122: spec.ingress[0].ports[0].port: \"80\" is a name because of its quotes; write 80 without quotes", Folder.ErrorOf(text));
        }
        else
        {
            Assert.Equal(80, Folder.PolicyOf(text).Spec.Ingress[0].Ports[0].Port);
        }
    }
}
