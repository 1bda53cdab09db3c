using System.Text;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Tests.Objects.Decoding;

public sealed class DecodingTests
{
    private static readonly Shape Policy = ShapeCatalog.Of("networking.k8s.io", "NetworkPolicy");

    [Fact]
    public void Fields_are_written_in_their_declared_order_and_maps_sorted()
    {
        var sent = Json.Object(
            """
            {"spec":{"policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{},"podSelector":{"matchLabels":{"b":"1","a":"2"}}}],
            "ports":[{"endPort":9,"port":8,"protocol":"TCP"}]},{}],"podSelector":{}},
            "metadata":{"labels":{"z":"1","a":"2"},"namespace":"shop","name":"web"},"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy"}
            """);

        Json.SameText(
            """
            {"kind":"NetworkPolicy","apiVersion":"networking.k8s.io/v1","metadata":{"name":"web","namespace":"shop",
            "labels":{"a":"2","z":"1"}},"spec":{"podSelector":{},"ingress":[{"ports":[{"protocol":"TCP","port":8,"endPort":9}],
            "from":[{"podSelector":{"matchLabels":{"a":"2","b":"1"}},"namespaceSelector":{}}]},{}],"policyTypes":["Ingress"]}}
            """.ReplaceLineEndings(""),
            ObjectForm.Write(sent, Policy));
    }

    [Fact]
    public void Empty_lists_are_told_apart_in_memory_and_gone_when_written()
    {
        var sent = Json.Object("""{"metadata":{"annotations":{}},"spec":{"egress":[],"ingress":null}}""");

        Json.Same("""{"metadata":{"annotations":{}},"spec":{"podSelector":{},"egress":[]}}""", ObjectForm.Decode(sent, Policy));
        Json.Same("""{"metadata":{},"spec":{"podSelector":{}}}""", ObjectForm.Write(sent, Policy));
    }

    [Fact]
    public void Unknown_fields_are_named_with_their_path()
    {
        var sent = Json.Object(
            """{"spec":{"x":1,"podSelector":{"matchLabel":{}},"ingress":[{},{"from":[{"podSelectors":{}}]}]},"metadata":{"label":{}},"y":1}""");

        Assert.Equal(
            [
                "unknown field \"spec.x\"",
                "unknown field \"spec.podSelector.matchLabel\"",
                "unknown field \"spec.ingress[1].from[0].podSelectors\"",
                "unknown field \"metadata.label\"",
                "unknown field \"y\"",
            ],
            FieldCheck.Unknown(sent, Policy));
    }

    [Theory]
    [InlineData("""{"spec":{"podSelector":"a"}}""", "cannot unmarshal string into Go struct field NetworkPolicySpec.spec.podSelector of type v1.LabelSelector")]
    [InlineData("""{"spec":{"ingress":{}}}""", "cannot unmarshal object into Go struct field NetworkPolicySpec.spec.ingress of type []v1.NetworkPolicyIngressRule")]
    [InlineData("""{"spec":{"ingress":[{"ports":[{"endPort":"9"}]}]}}""",
        "cannot unmarshal string into Go struct field NetworkPolicyPort.spec.ingress.ports.endPort of type int32")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    public void A_value_of_the_wrong_kind_is_an_error(string sent, string message)
    {
        var thrown = Assert.Throws<DecodeException>(() => FieldCheck.Unknown(Json.Object(sent), Policy));

        Assert.Equal($"json: {message}", thrown.Message);
    }

    [Fact]
    public void A_key_that_stands_twice_is_noticed_and_the_last_one_counts()
    {
        var parsed = JsonText.Parse("""{"spec":{"a":1,"a":2},"l":[{"b":1,"b":3}]}"""u8);

        Assert.Equal(["duplicate field \"spec.a\"", "duplicate field \"l[0].b\""], parsed.Duplicates);
        Json.Same("""{"spec":{"a":2},"l":[{"b":3}]}""", parsed.Node);
    }

    [Theory]
    [InlineData("a: 1\nb: [x, 'y', \"1\", true, null, 1.5]", """{"a":1,"b":["x","y","1",true,null,1.5]}""")]
    [InlineData("""{"kind":"NetworkPolicy","spec":{"egress":[]}}""", """{"kind":"NetworkPolicy","spec":{"egress":[]}}""")]
    [InlineData("port: http\nzip: 1e3x\nip: 10.0.0.0/8", """{"port":"http","zip":"1e3x","ip":"10.0.0.0/8"}""")]
    public void Yaml_is_read_as_json(string text, string expected) => Json.Same(expected, YamlText.Parse(text));

    [Theory]
    [InlineData("a: [")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("")]
    public void What_is_not_one_yaml_document_is_an_error(string text) =>
        Assert.StartsWith("error decoding YAML", Assert.Throws<FormatException>(() => YamlText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_and_escapes_survive_reading()
    {
        var text = """{"a":-1,"b":1.50,"c":"é→\n"}""";

        Json.Same(text, JsonText.Parse(Encoding.UTF8.GetBytes(text)).Node);
    }
}
