using AdmissionGuard.TestKit.Objects.Patches;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Tests.Objects.Patches;

public sealed class StrategicMergePatchTests
{
    private const string Ports = """{"spec":{"ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}]}}""";
    private const string Containers = """{"spec":{"containers":[{"name":"a","image":"x","env":[{"name":"E","value":"1"}]},{"name":"b"}]}}""";

    [Theory]
    // Lists with a merge key are merged; what the patch names stands in the patch's order.
    [InlineData("Service", Ports, """{"spec":{"ports":[{"port":81,"name":"c"}]}}""",
        """{"spec":{"ports":[{"port":80,"name":"a"},{"port":81,"name":"c"}]}}""")]
    [InlineData("Service", Ports, """{"spec":{"ports":[{"port":82}]}}""",
        """{"spec":{"ports":[{"port":82},{"port":80,"name":"a"},{"port":81,"name":"b"}]}}""")]
    [InlineData("Service", Ports, """{"spec":{"ports":[{"port":80,"$patch":"delete"}]}}""", """{"spec":{"ports":[{"port":81,"name":"b"}]}}""")]
    [InlineData("Service", Ports, """{"spec":{"ports":[{"port":82},{"$patch":"replace"}]}}""", """{"spec":{"ports":[{"port":82}]}}""")]
    [InlineData("Service", Ports, """{"spec":{"$setElementOrder/ports":[{"port":81},{"port":80}],"ports":[{"port":80,"name":null}]}}""",
        """{"spec":{"ports":[{"port":81,"name":"b"},{"port":80}]}}""")]
    [InlineData("Service", Ports, """{"spec":{"$patch":"replace","type":"NodePort"}}""", """{"spec":{"type":"NodePort"}}""")]
    [InlineData("Service", Ports, """{"spec":{"$patch":"delete"}}""", """{"spec":{}}""")]
    [InlineData("Service", Ports, """{"spec":{"$retainKeys":["type"],"type":"ExternalName"}}""", """{"spec":{"type":"ExternalName"}}""")]
    [InlineData("Service", Ports, """{"spec":null}""", """{}""")]
    // Inside of an item the lists have keys of their own.
    [InlineData("Pod", Containers, """{"spec":{"containers":[{"name":"a","env":[{"name":"F","value":"2"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"x","env":[{"name":"F","value":"2"},{"name":"E","value":"1"}]},{"name":"b"}]}}""")]
    // A set of strings is merged, and taken from by its own directive.
    [InlineData("Pod", """{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"finalizers":["c","a"]}}""",
        """{"metadata":{"finalizers":["c","a","b"]}}""")]
    [InlineData("Pod", """{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""",
        """{"metadata":{"finalizers":["b"]}}""")]
    [InlineData("Pod", """{"metadata":{"finalizers":["a","b","x"]}}""",
        """{"metadata":{"$setElementOrder/finalizers":["c","b"],"finalizers":["c"],"$deleteFromPrimitiveList/finalizers":["a"]}}""",
        """{"metadata":{"finalizers":["c","b","x"]}}""")]
    [InlineData("Pod", """{"metadata":{"ownerReferences":[{"uid":"1","name":"a"}]}}""",
        """{"metadata":{"ownerReferences":[{"uid":"1","name":"b"},{"uid":"2","name":"c"}]}}""",
        """{"metadata":{"ownerReferences":[{"uid":"1","name":"b"},{"uid":"2","name":"c"}]}}""")]
    // Lists without a key are replaced.
    [InlineData("Pod", """{"spec":{"tolerations":[{"key":"a"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""",
        """{"spec":{"tolerations":[{"key":"b"}]}}""")]
    public void A_patch_is_merged_by_the_kinds_table(string kind, string target, string patch, string expected) =>
        Json.Same(expected, StrategicMergePatch.Apply(Json.Object(target), Json.Object(patch), ShapeCatalog.Of("", kind)));

    [Fact]
    public void No_list_of_a_network_policy_is_merged()
    {
        var policy = Json.Object("""{"spec":{"ingress":[{"ports":[{"port":80}]}],"egress":[{}],"policyTypes":["Ingress"]}}""");
        var patch = Json.Object("""{"spec":{"ingress":[{"from":[]}],"egress":[],"policyTypes":["Egress"]}}""");

        var patched = StrategicMergePatch.Apply(policy, patch, ShapeCatalog.Of("networking.k8s.io", "NetworkPolicy"));

        Json.Same("""{"spec":{"ingress":[{"from":[]}],"egress":[],"policyTypes":["Egress"]}}""", patched);
    }

    [Theory]
    [InlineData("apps", "Deployment", "")]
    [InlineData("batch", "CronJob", "jobTemplate")]
    public void Containers_of_a_template_are_merged_by_name(string group, string kind, string below)
    {
        const string Template = """{"template":{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}}}""";
        const string Change = """{"template":{"spec":{"containers":[{"name":"b","image":"z"}]}}}""";
        string In(string spec) => below.Length == 0 ? $$"""{"spec":{{spec}}}""" : $$$"""{"spec":{"{{{below}}}":{"spec":{{{spec}}} } } }""";

        var patched = StrategicMergePatch.Apply(Json.Object(In(Template)), Json.Object(In(Change)), ShapeCatalog.Of(group, kind));

        Json.Same(In(Template.Replace("\"y\"", "\"z\"", StringComparison.Ordinal)), patched);
    }

    [Theory]
    [InlineData("""{"spec":{"ports":[{"name":"a"}]}}""", "an item of a list merged by port lacks it: {\"name\":\"a\"}")]
    [InlineData("""{"spec":{"ports":[7]}}""", "an item of a list merged by port is no object")]
    [InlineData("""{"spec":{"$patch":"turn"}}""", "unknown $patch directive \"turn\": use replace or delete")]
    [InlineData("""{"spec":{"$retainKeys":["a"],"b":1}}""", "$retainKeys must name every key of the patch beside it")]
    [InlineData("""{"spec":{"$setElementOrder/ports":[{"port":80}],"ports":[{"port":81}]}}""",
        "the items of ports are not in the order that $setElementOrder/ports gives")]
    public void A_malformed_patch_is_an_error(string patch, string message)
    {
        var thrown = Assert.Throws<PatchException>(
            () => StrategicMergePatch.Apply(Json.Object(Ports), Json.Object(patch), ShapeCatalog.Of("", "Service")));

        Assert.Equal(message, thrown.Message);
    }
}
