using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.TestKit;

namespace AdmissionGuard.Load;

/// <summary>Changes the policies of a synthetic cluster, one after the other.</summary>
internal sealed class PolicyChanges(ApiServer server, IReadOnlyList<NetworkPolicy> policies)
{
    private int _next;

    /// <summary>Gives policies a label: their specs stay as they are.</summary>
    public void Touch(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var policy = ObjectJson.Of(policies[i % policies.Count]);
            policy["metadata"]!["labels"] = new JsonObject { ["touched"] = "yes" };
            server.Store.Put(policy);
        }
    }

    /// <summary>Lets policies admit everybody on one port more, each another one, at a rate.</summary>
    public async Task ChangeAsync(int count, int perMinute)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1) / perMinute);
        for (var i = 0; i < count; i++)
        {
            var number = _next++;
            var policy = ObjectJson.Of(policies[number % policies.Count]);
            var rules = policy["spec"]!["ingress"] as JsonArray ?? [];
            rules.Add(new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["protocol"] = "TCP", ["port"] = 20_000 + (number / policies.Count) }) });
            policy["spec"]!["ingress"] = rules.DeepClone();
            server.Store.Put(policy);
            await timer.WaitForNextTickAsync();
        }
    }
}
