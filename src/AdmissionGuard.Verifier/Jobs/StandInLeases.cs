using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>
/// Owns a run's stand-ins: in each namespace a Lease is their controller, and with it they go. A Job cannot be that. It would let go of pods
/// whose labels are not those of its selector, and a ReplicaSet would adopt them; those with its labels it would delete, as too many
/// (pkg/controller/job, ClaimPods); and no owner reference leads to another namespace. No controller acts on a Lease, nobody adopts a pod
/// that has a controller, and nothing is lost when one is deleted.
/// </summary>
/// <param name="leases">Where they are.</param>
/// <param name="run">This run.</param>
/// <param name="own">The job's own pod: in its namespace the Lease is owned by the Job. Null outside of a cluster.</param>
/// <param name="time">The clock.</param>
internal sealed class StandInLeases(ObjectClient leases, string run, OwnPod? own, TimeProvider time)
{
    private readonly Dictionary<string, (ObjectKey Key, string Uid)> _made = new(StringComparer.Ordinal);

    /// <summary>Deletes what runs that are past their time have left behind.</summary>
    /// <returns>How many of their Leases there were.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var swept = 0;
        foreach (var lease in await leases.ListAsync("", JobObjects.RunLabel, cancellation))
        {
            var metadata = lease["metadata"]!;
            if (DateTimeOffset.TryParse(
                    (string?)metadata["annotations"]?[JobObjects.Expires], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires)
                && expires <= time.GetUtcNow()
                && await leases.DeleteAsync(new ObjectKey((string)metadata["namespace"]!, (string)metadata["name"]!), (string)metadata["uid"]!, cancellation))
            {
                swept++;
            }
        }

        return swept;
    }

    /// <summary>The owner reference of this run's stand-ins in a namespace.</summary>
    /// <exception cref="ApiException">The server refused the Lease.</exception>
    public async Task<JsonObject> OwnerInAsync(string place, DateTimeOffset expires, CancellationToken cancellation)
    {
        if (!_made.TryGetValue(place, out var lease))
        {
            var stored = await leases.CreateAsync(Lease(place, expires), cancellation);
            _made[place] = lease = (new ObjectKey(place, (string)stored["metadata"]!["name"]!), (string)stored["metadata"]!["uid"]!);
        }

        return new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["name"] = lease.Key.Name,
            ["uid"] = lease.Uid,
            ["controller"] = true,
        };
    }

    /// <summary>Deletes this run's Leases; the garbage collector deletes what they control.</summary>
    /// <param name="report">Told of each that could not be deleted.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task DeleteAllAsync(Action<string> report, CancellationToken cancellation)
    {
        foreach (var (key, uid) in _made.Values)
        {
            try
            {
                await leases.DeleteAsync(key, uid, cancellation);
            }
            catch (Exception e) when (JobFailures.IsOfTheServer(e))
            {
                report($"Lease {key} could not be deleted: {e.Message}; its stand-ins end by themselves, and the next run deletes them");
            }
        }
    }

    private JsonObject Lease(string place, DateTimeOffset expires)
    {
        var metadata = new JsonObject
        {
            ["namespace"] = place,
            ["name"] = $"admission-guard-{run}",
            ["labels"] = new JsonObject { [JobObjects.RunLabel] = run },
            ["annotations"] = new JsonObject { [JobObjects.Expires] = expires.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) },
        };
        if (own is { Job: { } job } && own.Key.Namespace == place)
        {
            metadata["ownerReferences"] = new JsonArray(job.DeepClone());
        }

        return new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["holderIdentity"] = own?.Key.ToString() ?? "verifier job" },
        };
    }
}

/// <summary>What may go wrong with an API server without anything being wrong here.</summary>
internal static class JobFailures
{
    /// <summary>Whether it refused, was not reached, or answered nonsense.</summary>
    public static bool IsOfTheServer(Exception e) =>
        e is ApiException or HttpRequestException or IOException or TimeoutException or InvalidDataException;
}
