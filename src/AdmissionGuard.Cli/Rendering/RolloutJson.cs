using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Sequencing;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>How to bring a set of changes into a cluster, as <c>order</c> and <c>gitops</c>; docs/json.md documents it.</summary>
internal static class RolloutJson
{
    public static void Write(Utf8JsonWriter json, ChangeSetReview review)
    {
        if (review.Order.Matters)
        {
            Write(json, review.Order);
        }

        var (flux, argo) = review.GitOps;
        if (flux.FailsDryRun.Length > 0 || flux.StopsAt is not null || argo.Rejected.Length > 0)
        {
            json.WriteStartObject("gitops");
            json.WriteStartObject("flux");
            Write(json, "failsDryRun", flux.FailsDryRun);
            Write(json, "applied", flux.Applied);
            json.WriteString("stopsAt", flux.StopsAt?.ToString());
            json.WriteEndObject();
            json.WriteStartObject("argocd");
            Write(json, "rejected", argo.Rejected);
            Write(json, "rejectedAgain", argo.RejectedAgain);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, ApplyOrder order)
    {
        json.WriteStartObject("order");
        json.WriteStartArray("steps");
        foreach (var step in order.Steps)
        {
            Write(json, name: null, step);
        }

        json.WriteEndArray();
        Write(json, "atAnyTime", order.AtAnyTime);
        json.WriteStartArray("conflicts");
        foreach (var conflict in order.Conflicts)
        {
            json.WriteStartObject();
            Write(json, "policies", conflict.Policies);
            json.WriteStartArray("interruptions");
            foreach (var interruption in conflict.Interruptions)
            {
                json.WriteStartObject();
                json.WriteString("policy", interruption.Policy.ToString());
                json.WriteString("interrupts", interruption.Connections);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("certain", conflict.IsCertain);
            json.WriteString("remediation", conflict.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string? name, IEnumerable<ObjectKey> policies)
    {
        if (name is null)
        {
            json.WriteStartArray();
        }
        else
        {
            json.WriteStartArray(name);
        }

        foreach (var policy in policies)
        {
            json.WriteStringValue(policy.ToString());
        }

        json.WriteEndArray();
    }
}
