using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Programs;

namespace AdmissionGuard.Verifier.Tests.Deploy;

/// <summary>Evaluates CEL with a program of others: the test server does not.</summary>
internal static class Cel
{
    /// <summary>What an admission policy says of a request: the messages of what does not hold; none when it lets the request pass.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="bindings">What expressions may speak of: <c>request</c>, <c>object</c>, <c>oldObject</c>.</param>
    public static Task<string[]> DeniesAsync(JsonObject policy, JsonObject bindings) =>
        EvaluateAsync(policy["spec"]!["variables"] as JsonArray ?? [], policy["spec"]!["validations"]!.AsArray(), bindings);

    /// <summary>What a rule of a CRD's schema says of a value.</summary>
    public static Task<string[]> RefusesAsync(JsonNode rule, JsonObject bindings) => EvaluateAsync(
        [], [new JsonObject { ["expression"] = rule["rule"]!.DeepClone(), ["message"] = rule["message"]!.DeepClone() }], bindings);

    private static async Task<string[]> EvaluateAsync(JsonArray variables, JsonArray validations, JsonObject bindings)
    {
        var folder = Repository.PathOf("artifacts/cel");
        var script = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "cel.mjs", SearchOption.AllDirectories).FirstOrDefault() : null;
        Assert.SkipWhen(script is null, "no evaluator of CEL: run eng/cel.sh, which gets it from npm");
        var question = new JsonArray(new JsonObject
        {
            ["variables"] = variables.DeepClone(),
            ["validations"] = validations.DeepClone(),
            ["bindings"] = bindings.DeepClone(),
        });
        var (exitCode, output, error) = await ToolRun.ToEndAsync("node", [script!], question.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, error);
        return JsonSerializer.Deserialize<string[][]>(output)!.Single();
    }
}
