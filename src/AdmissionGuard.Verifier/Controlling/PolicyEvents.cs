using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>Something that is told about a policy.</summary>
internal sealed record PolicyEvent
{
    /// <summary>The policy.</summary>
    public required ObjectKey Policy { get; init; }

    /// <summary>Its uid; null when it is gone.</summary>
    public string? Uid { get; init; }

    /// <summary>Whether somebody should look.</summary>
    public required bool IsWarning { get; init; }

    /// <summary>What was done: one word in upper camel case.</summary>
    public required string Action { get; init; }

    /// <summary>What came of it: one word in upper camel case.</summary>
    public required string Reason { get; init; }

    /// <summary>What happened, for people; what is too long is cut.</summary>
    public required string Note { get; init; }

    /// <summary>
    /// What makes it the same as another about the same policy, which is counted then and not told again, whoever told it; null: it is the
    /// only one of its kind.
    /// </summary>
    public string? Identity { get; init; }
}

/// <summary>
/// Writes Events about policies (events.k8s.io/v1): <c>kubectl events --for networkpolicy/NAME</c> shows them, <c>kubectl describe</c> does
/// not (kubectl's describer of NetworkPolicies lists none).
/// </summary>
/// <param name="client">Where to.</param>
/// <param name="instance">Who writes: the pod's name.</param>
/// <param name="time">The clock.</param>
internal sealed class PolicyEvents(ApiClient client, string instance, TimeProvider time)
{
    // events.k8s.io/v1: note has at most 1024 bytes, and an API server refuses a longer one.
    private const int MostBytes = 1024;

    private readonly ObjectClient _events = new(client, "events.k8s.io/v1", "events", time);

    /// <summary>Writes one.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task WriteAsync(PolicyEvent told, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var value = Of(told, now);
        try
        {
            await _events.CreateAsync(value, cancellation);
        }
        catch (ApiException e) when (e.Code == 409 && told.Identity is not null)
        {
            await CountAsync(new ObjectKey(told.Policy.Namespace, NameOf(told, now)), now, cancellation);
        }
    }

    // The same thing has happened again, within the hour for which a cluster keeps Events, or was told by somebody who ended before it was
    // written down.
    private async Task CountAsync(ObjectKey key, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await _events.FindAsync(key, cancellation) is { } stored)
        {
            var series = new JsonObject { ["count"] = ((int?)stored["series"]?["count"] ?? 1) + 1, ["lastObservedTime"] = Stamp(now) };
            await _events.MergeAsync(key, new JsonObject { ["series"] = series }, isStatus: false, cancellation);
        }
    }

    private JsonObject Of(PolicyEvent told, DateTimeOffset now)
    {
        var regarding = new JsonObject
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "NetworkPolicy",
            ["namespace"] = told.Policy.Namespace,
            ["name"] = told.Policy.Name,
        };
        if (told.Uid is not null)
        {
            regarding["uid"] = told.Uid;
        }

        return new JsonObject
        {
            ["apiVersion"] = "events.k8s.io/v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["namespace"] = told.Policy.Namespace, ["name"] = NameOf(told, now) },
            ["eventTime"] = Stamp(now),
            ["reportingController"] = "admission-guard.io/verifier",
            ["reportingInstance"] = instance,
            ["action"] = told.Action,
            ["reason"] = told.Reason,
            ["type"] = told.IsWarning ? "Warning" : "Normal",
            ["note"] = Fit(told.Note),
            ["regarding"] = regarding,
        };
    }

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    // As client-go names them: the object's name and a hexadecimal number, which there is the moment in nanoseconds. A name has at most 253
    // characters.
    private static string NameOf(PolicyEvent told, DateTimeOffset now)
    {
        var (policy, moment) = (told.Policy.Name, (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100);
        var number = told.Identity is { } identity
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{told.Uid} {identity}")))[..16]
            : moment.ToString("x", CultureInfo.InvariantCulture);
        return $"{(policy.Length <= 230 ? policy : policy[..230].TrimEnd('.', '-'))}.{number}";
    }

    private static string Fit(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= MostBytes)
        {
            return note;
        }

        var length = Math.Min(note.Length, MostBytes - 3);
        while (Encoding.UTF8.GetByteCount(note.AsSpan(0, length)) > MostBytes - 3 || char.IsHighSurrogate(note[length - 1]))
        {
            length--;
        }

        return $"{note[..length]}...";
    }
}
