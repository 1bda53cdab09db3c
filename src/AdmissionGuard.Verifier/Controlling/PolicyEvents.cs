using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>
/// Writes Events about policies (events.k8s.io/v1): <c>kubectl events --for networkpolicy/NAME</c> shows them, <c>kubectl describe</c> does
/// not (kubectl's describer of NetworkPolicies lists none).
/// </summary>
/// <param name="client">Where to.</param>
/// <param name="instance">Who writes: the pod's name.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told in one line when one could not be written; nothing else depends on it.</param>
internal sealed class PolicyEvents(ApiClient client, string instance, TimeProvider time, Action<string> report)
{
    // events.k8s.io/v1: note has at most 1024 bytes, and an API server refuses a longer one.
    private const int MostBytes = 1024;

    private readonly ObjectClient _events = new(client, "events.k8s.io/v1", "events", time);

    /// <summary>Writes one.</summary>
    /// <param name="policy">The policy; of one that is gone nothing can be written.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="isWarning">Whether somebody should look.</param>
    /// <param name="reason">One word in upper camel case.</param>
    /// <param name="note">What happened.</param>
    /// <param name="cancellation">Ends the request.</param>
    public async Task WriteAsync(
        ObjectKey policy, string uid, bool isWarning, string reason, string note, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var stamp = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var value = new JsonObject
        {
            ["apiVersion"] = "events.k8s.io/v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["namespace"] = policy.Namespace, ["name"] = Name(policy.Name, now) },
            ["eventTime"] = stamp,
            ["reportingController"] = "admission-guard.io/verifier",
            ["reportingInstance"] = instance,
            ["action"] = "Verify",
            ["reason"] = reason,
            ["type"] = isWarning ? "Warning" : "Normal",
            ["note"] = Fit(note),
            ["regarding"] = new JsonObject
            {
                ["apiVersion"] = "networking.k8s.io/v1",
                ["kind"] = "NetworkPolicy",
                ["namespace"] = policy.Namespace,
                ["name"] = policy.Name,
                ["uid"] = uid,
            },
        };
        try
        {
            await _events.CreateAsync(value, cancellation);
        }
        catch (Exception e) when (Recovery.IsFailure(e) && !cancellation.IsCancellationRequested)
        {
            report($"no Event could be written about {policy}: {e.Message}");
        }
    }

    // As client-go names them: the object's name and the moment in hexadecimal nanoseconds. A name has at most 253 characters.
    private static string Name(string policy, DateTimeOffset now)
    {
        var moment = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
        return string.Create(CultureInfo.InvariantCulture, $"{(policy.Length <= 230 ? policy : policy[..230].TrimEnd('.', '-'))}.{moment:x}");
    }

    private static string Fit(string note)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(note) <= MostBytes)
        {
            return note;
        }

        var length = Math.Min(note.Length, MostBytes - 3);
        while (System.Text.Encoding.UTF8.GetByteCount(note.AsSpan(0, length)) > MostBytes - 3 || char.IsHighSurrogate(note[length - 1]))
        {
            length--;
        }

        return $"{note[..length]}...";
    }
}
