using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Objects.Ownership;
using AdmissionGuard.TestKit.Objects.Shapes;

namespace AdmissionGuard.TestKit.Tests.Objects.Ownership;

public sealed class OwnershipTests
{
    private const string Web = """{"podSelector":{"matchLabels":{"app":"web"}},"ingress":[{}],"policyTypes":["Ingress"]}""";

    private static readonly Shape Policy = ShapeCatalog.Of("networking.k8s.io", "NetworkPolicy");

    [Fact]
    public void A_create_owns_what_differs_from_an_empty_object()
    {
        Json.Same(
            """[{"f:metadata":{"f:annotations":{".":{},"f:a":{}}},"f:spec":{"f:ingress":{},"f:podSelector":{},"f:policyTypes":{}}}]""",
            Fields(Created("one", Web, """{"a":"b"}""")));

        // As recorded: an empty podSelector is what an empty policy has, and an empty list is not written.
        Json.Same("""[{"f:spec":{"f:policyTypes":{}}}]""", Fields(Created("one", """{"podSelector":{},"egress":[],"policyTypes":["Ingress"]}""")));
    }

    [Fact]
    public void Who_changes_a_field_takes_it_from_others()
    {
        var live = Created("one", Web);

        var updated = Updated(live, "two", """{"podSelector":{"matchLabels":{"app":"web"}},"ingress":[{}],"policyTypes":["Egress"]}""");

        Json.Same("""[{"f:spec":{"f:ingress":{},"f:podSelector":{}}},{"f:spec":{"f:policyTypes":{}}}]""", Fields(updated));
    }

    [Fact]
    public void What_is_removed_belongs_to_nobody_and_no_change_changes_no_time()
    {
        var live = Created("one", Web);

        var updated = Updated(live, "two", """{"podSelector":{"matchLabels":{"app":"web"}},"policyTypes":["Ingress"]}""");
        var same = Updated(live, "two", Web);

        Json.Same("""[{"f:spec":{"f:podSelector":{},"f:policyTypes":{}}}]""", Fields(updated));
        Assert.Equal(["10:00"], same["metadata"]!["managedFields"]!.AsArray().Select(entry => (string?)entry!["time"]));
    }

    [Fact]
    public void An_apply_owns_empty_lists_and_not_the_defaults()
    {
        var applied = Applied(null, "flux", """{"podSelector":{},"egress":[]}""");

        Json.Same("""[{"f:spec":{"f:egress":{},"f:podSelector":{}}}]""", Fields(applied));
    }

    [Fact]
    public void What_a_manager_no_longer_applies_goes_unless_somebody_else_owns_it()
    {
        var live = Applied(null, "flux", """{"podSelector":{},"egress":[{}],"policyTypes":["Egress"]}""", """{"a":"1","b":"2"}""");
        live = Applied(live, "argo", """{"egress":[{}]}""");

        var next = Applied(live, "flux", """{"podSelector":{}}""", """{"a":"1"}""");

        Json.Same("""{"podSelector":{},"egress":[{}]}""", next["spec"]);
        Json.Same("""{"a":"1"}""", next["metadata"]!["annotations"]);
    }

    [Fact]
    public void What_others_own_is_changed_with_force_only()
    {
        var live = Created("kubectl-create", Web);
        const string Change = """{"ingress":[{"ports":[]}],"policyTypes":["Egress"]}""";

        var one = Assert.Throws<ApplyConflictException>(() => Applied(live, "flux", """{"ingress":[{"ports":[]}]}"""));
        var two = Assert.Throws<ApplyConflictException>(() => Applied(live, "flux", Change));
        var forced = Applied(live, "flux", Change, force: true);

        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl-create\" using networking.k8s.io/v1: .spec.ingress", one.Message);
        Assert.Equal(
            "Apply failed with 2 conflicts: conflicts with \"kubectl-create\" using networking.k8s.io/v1:\n- .spec.ingress\n- .spec.policyTypes",
            two.Message);
        Json.Same("""[{"f:spec":{"f:ingress":{},"f:policyTypes":{}}},{"f:spec":{"f:podSelector":{}}}]""", Fields(forced));
    }

    [Fact]
    public void The_same_value_is_no_conflict_and_is_shared()
    {
        var shared = Applied(Created("kubectl-create", Web), "flux", """{"policyTypes":["Ingress"]}""");

        Json.Same(
            """[{"f:spec":{"f:policyTypes":{}}},{"f:spec":{"f:ingress":{},"f:podSelector":{},"f:policyTypes":{}}}]""", Fields(shared));
    }

    [Fact]
    public void What_was_there_before_anybody_applied_has_an_owner()
    {
        var live = Json.Object($$$"""{"metadata":{"name":"web"},"spec":{{{Web}}}}""");

        var conflict = Assert.Throws<ApplyConflictException>(() => Applied(live, "flux", """{"policyTypes":["Egress"]}"""));

        Assert.Contains("conflict with \"before-first-apply\" using networking.k8s.io/v1: .spec.policyTypes", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_of_keyed_lists_are_owned_one_by_one()
    {
        var pod = Json.Object(
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x","ports":[{"containerPort":80,"protocol":"TCP"}]}]}}""");
        var owners = OwnedUpdate.Owners(null, pod, ShapeCatalog.Of("", "Pod"), new Writer("one", "v1", "", "10:00"));

        Json.Same(
            """
            {"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{".":{},
            "k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},"f:resources":{}}}}}
            """,
            owners[0]!["fieldsV1"]);
    }

    [Fact]
    public void A_status_is_owned_through_its_own_path()
    {
        var live = Json.Object("""{"metadata":{"name":"p"},"spec":{"containers":[]},"status":{"phase":"Pending"}}""");
        var updated = Json.Object("""{"metadata":{"name":"p"},"spec":{"containers":[]},"status":{"phase":"Running","podIPs":[{"ip":"10.0.0.1"}]}}""");

        var owners = OwnedUpdate.Owners(live, updated, ShapeCatalog.Of("", "Pod"), new Writer("kubelet", "v1", "status", "10:00"));

        Json.Same(
            """
            [{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"10:00","fieldsType":"FieldsV1",
            "fieldsV1":{"f:status":{"f:phase":{},"f:podIPs":{".":{},"k:{\"ip\":\"10.0.0.1\"}":{".":{},"f:ip":{}}}}},"subresource":"status"}]
            """,
            owners);
    }

    [Theory]
    [InlineData("""{"podSelector":{},"policyTypes":["Ingress"]}""", 4)]
    [InlineData("""{"policyTypes":["Ingress"],"podSelector":{},"ingress":null}""", 4)]
    [InlineData("""{"podSelector":{},"policyTypes":["Ingress"],"egress":[]}""", 5)]
    [InlineData("""{"podSelector":{},"policyTypes":["Egress"]}""", 5)]
    public void A_generation_rises_when_the_spec_decodes_differently(string spec, long expected)
    {
        var live = Json.Object("""{"metadata":{"generation":4},"spec":{"podSelector":{},"policyTypes":["Ingress"]}}""");

        Assert.Equal(expected, Generations.Next(live, Json.Object($$"""{"metadata":{},"spec":{{spec}}}"""), Policy));
    }

    private static JsonObject Created(string manager, string spec, string annotations = "{}") => Updated(null, manager, spec, annotations);

    private static JsonObject Updated(JsonObject? live, string manager, string spec, string annotations = "{}")
    {
        var value = Json.Object($$"""{"metadata":{"name":"web","annotations":{{annotations}}},"spec":{{spec}}}""");
        value["metadata"]!["managedFields"] = OwnedUpdate.Owners(live, value, Policy, Writer(manager, live));
        return ObjectForm.Write(value, Policy);
    }

    private static JsonObject Applied(JsonObject? live, string manager, string spec, string annotations = "{}", bool force = false)
    {
        var configuration = Json.Object($$"""{"metadata":{"name":"web","annotations":{{annotations}}},"spec":{{spec}}}""");
        if (annotations == "{}")
        {
            configuration["metadata"]!.AsObject().Remove("annotations");
        }

        return ObjectForm.Write(ServerSideApply.Apply(live, configuration, Policy, Writer(manager, live), force), Policy);
    }

    private static Writer Writer(string manager, JsonObject? live) =>
        new(manager, "networking.k8s.io/v1", "", live is null ? "10:00" : "11:00");

    private static JsonArray Fields(JsonObject value) =>
        new([.. value["metadata"]!["managedFields"]!.AsArray().Select(entry => entry!["fieldsV1"]!.DeepClone())]);
}
