using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Patches;

namespace AdmissionGuard.TestKit.Tests.Objects.Patches;

public sealed class JsonPatchTests
{
    [Theory]
    // RFC 6902, appendix A, in its order.
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData(
        """{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData(
        """{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""",
        """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""",
        """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData(
        """{"foo":["all","grass","cows","eat"]}""",
        """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""",
        """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData(
        """{"baz":"qux","foo":["a",2,"c"]}""",
        """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""",
        """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData(
        """{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData(
        """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData(
        """{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    // What the appendix leaves out.
    [InlineData("""{"a":{"b":[1]}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":[1]},"c":{"b":[1]}}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":[2]}]""", """[2]""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":null},{"op":"test","path":"/a","value":null}]""", """{"a":null}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":1.0}]""", """{"a":1}""")]
    [InlineData("""{"a/b":{"~":1}}""", """[{"op":"remove","path":"/a~1b/~0"}]""", """{"a/b":{}}""")]
    public void Operations_change_the_document(string document, string patch, string expected) =>
        Json.Same(expected, JsonPatch.Apply(JsonNode.Parse(document), JsonNode.Parse(patch)));

    [Theory]
    [InlineData("""{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", "the test of /baz failed")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", "there is no /baz")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":"10"}]""", "the test of /~01 failed")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/2","value":1}]""", "there is no place /a/2 to add to")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"remove","path":"/a/01"}]""", "there is no /a/01")]
    [InlineData("""{"a":[1]}""", """[{"op":"remove","path":"/a/-"}]""", "there is no /a/-")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/b","value":1}]""", "there is no /b")]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/b"}]""", "there is no /b")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a","path":"/a/b"}]""", "/a cannot be moved into itself")]
    [InlineData("""{}""", """[{"op":"test","path":"/a","value":null}]""", "there is no /a")]
    public void What_does_not_fit_is_an_error(string document, string patch, string message)
    {
        var thrown = Assert.Throws<PatchException>(() => JsonPatch.Apply(JsonNode.Parse(document), JsonNode.Parse(patch)));

        Assert.Equal(message, thrown.Message);
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"/a"}""")]
    [InlineData("""[1]""")]
    [InlineData("""[{"path":"/a"}]""")]
    [InlineData("""[{"op":"remove"}]""")]
    [InlineData("""[{"op":"add","path":"/a"}]""")]
    [InlineData("""[{"op":"move","path":"/a"}]""")]
    [InlineData("""[{"op":"spin","path":"/a"}]""")]
    [InlineData("""[{"op":"remove","path":"a"}]""")]
    [InlineData("""[{"op":"remove","path":"/a~2"}]""")]
    public void What_is_no_patch_is_no_patch(string patch) =>
        Assert.Throws<FormatException>(() => JsonPatch.Apply(Json.Object("""{"a":1}"""), JsonNode.Parse(patch)));

    [Fact]
    public void The_document_itself_stays_as_it_is()
    {
        var document = Json.Object("""{"a":{"b":1}}""");

        JsonPatch.Apply(document, JsonNode.Parse("""[{"op":"remove","path":"/a/b"}]"""));

        Json.Same("""{"a":{"b":1}}""", document);
    }
}
