using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Verifier.Tests.Deploy;

/// <summary>Who may write what of the companion, whatever roles say: the policies of deploy/companion, evaluated.</summary>
public sealed class AdmissionPolicyTests
{
    private const string Agent = "system:serviceaccount:admission-guard-verifier:agent";
    private const string Controller = "system:serviceaccount:admission-guard-verifier:controller";
    private const string Alone = "a NodeProbe is written by the controller of AdmissionGuard and by nobody else";
    private const string AgentAlone = "the status of a NodeProbe is written by the node's agent and by nobody else";

    [Theory]
    [InlineData(Controller, "", null, "n1")]
    [InlineData(Agent, "status", "n1", "n1")]
    [InlineData(Agent, "", "n1", "n1", Alone)]
    [InlineData("alice", "", null, "n1", Alone)]
    [InlineData("system:admin", "", null, "n1", Alone)]
    [InlineData(Controller, "status", null, "n1", AgentAlone, "this agent is on node \"\" and cannot answer for node \"n1\"")]
    [InlineData("alice", "status", "n1", "n1", AgentAlone)]
    [InlineData("system:serviceaccount:shop:agent", "status", "n1", "n1", AgentAlone)]
    [InlineData(Agent, "status", "n2", "n1", "this agent is on node \"n2\" and cannot answer for node \"n1\"")]
    [InlineData(Agent, "status", null, "n1", "this agent is on node \"\" and cannot answer for node \"n1\"")]
    public async Task A_NodeProbe_is_the_controllers_and_its_status_that_nodes_agents(
        string user, string subresource, string? tokenOf, string node, params string[] denials)
    {
        var policy = Policy("node-probes.admission-guard.io");
        Assert.Contains(subresource.Length == 0 ? "nodeprobes" : "nodeprobes/status", Resources(policy));
        Assert.Equal(["CREATE", "UPDATE"], Operations(policy));
        var extra = tokenOf is null ? [] : new JsonObject { ["authentication.kubernetes.io/node-name"] = new JsonArray(tokenOf) };
        Assert.Equal(denials, await Cel.DeniesAsync(policy, new JsonObject
        {
            ["request"] = Request(user, subresource, extra),
            ["object"] = new JsonObject { ["spec"] = new JsonObject { ["node"] = node } },
        }));
    }

    [Theory]
    [InlineData(Controller)]
    [InlineData(Agent, "the status of an EnforcementCheck is written by the controller of AdmissionGuard and by nobody else")]
    [InlineData("alice", "the status of an EnforcementCheck is written by the controller of AdmissionGuard and by nobody else")]
    public async Task A_receipt_is_the_controllers(string user, params string[] denials)
    {
        var policy = Policy("enforcement-checks.admission-guard.io");
        Assert.Equal(["enforcementchecks/status"], Resources(policy));
        Assert.Equal(denials, await Cel.DeniesAsync(policy, new JsonObject { ["request"] = Request(user, "status", []) }));
    }

    [Fact]
    public void Each_of_them_is_bound_denies_and_fails_closed()
    {
        foreach (var policy in Documents("node-probe-policy").Where(value => (string?)value["kind"] == "ValidatingAdmissionPolicy"))
        {
            Assert.Equal("Fail", (string?)policy["spec"]!["failurePolicy"]);
            var binding = Documents("node-probe-policy").Single(value => (string?)value["spec"]!["policyName"] == (string?)policy["metadata"]!["name"]);
            Assert.Equal(["Deny"], Texts(binding["spec"]!["validationActions"]));
            Assert.Null(binding["spec"]!["matchResources"]);
        }
    }

    [Theory]
    [InlineData("n1", "n1")]
    [InlineData("n1", "n2", "cannot be handed to another node")]
    public async Task A_NodeProbe_stays_with_its_node(string before, string after, params string[] refusals) => Assert.Equal(
        refusals,
        await Cel.RefusesAsync(Schema("nodeprobes")["properties"]!["spec"]!["x-kubernetes-validations"]![0]!, new JsonObject
        {
            ["oldSelf"] = new JsonObject { ["node"] = before },
            ["self"] = new JsonObject { ["node"] = after },
        }));

    [Theory]
    [InlineData("db", "db")]
    [InlineData("db", "web", "must have the name of the policy in spec.policyRef.name")]
    public async Task A_receipt_has_its_policys_name(string name, string policy, params string[] refusals) => Assert.Equal(
        refusals,
        await Cel.RefusesAsync(Schema("enforcementchecks")["x-kubernetes-validations"]![0]!, new JsonObject
        {
            ["self"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["spec"] = new JsonObject { ["policyRef"] = new JsonObject { ["name"] = policy } },
            },
        }));

    private static JsonObject Request(string user, string subresource, JsonObject extra) => new()
    {
        ["subResource"] = subresource,
        ["userInfo"] = new JsonObject { ["username"] = user, ["extra"] = extra },
    };

    private static JsonObject Policy(string name) => Documents("node-probe-policy").Single(
        value => (string?)value["kind"] == "ValidatingAdmissionPolicy" && (string?)value["metadata"]!["name"] == name);

    private static JsonNode Schema(string kind) => Documents(kind).Single()["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    private static string[] Resources(JsonObject policy) => Texts(policy["spec"]!["matchConstraints"]!["resourceRules"]![0]!["resources"]);

    private static string[] Operations(JsonObject policy) => Texts(policy["spec"]!["matchConstraints"]!["resourceRules"]![0]!["operations"]);

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!)];

    private static IEnumerable<JsonObject> Documents(string file) => File.ReadAllText(Repository.PathOf($"deploy/companion/{file}.yaml"))
        .Split("\n---\n").Select(text => JsonNode.Parse(YamlText.Parse(text)!.ToJsonString())!.AsObject());
}
