using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>
/// What was last reviewed of each policy, kept in ConfigMaps of the companion's own namespace: a few that each hold many policies, because
/// ten thousand objects would be ten thousand writes at the first start. Only the leader writes; of two that think they lead, the API
/// server refuses the one that has not read what the other wrote.
/// </summary>
/// <param name="maps">The ConfigMaps.</param>
/// <param name="place">Their namespace.</param>
internal sealed class ReviewedPolicies(ObjectClient maps, string place)
{
    /// <summary>How many ConfigMaps there are. Never to be changed: a policy is looked for in the one that its name falls to.</summary>
    public const int Shards = 16;

    // A ConfigMap holds 1 MiB (core/v1, ConfigMap), and etcd takes requests of 1.5 MiB, in which it stands as base64.
    private const int MostBytes = 900 << 10;

    private const string Field = "policies.json.gz";

    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];

    /// <summary>The policies of which something is known.</summary>
    public IEnumerable<KeyValuePair<ObjectKey, ReviewedPolicy>> All => _shards.SelectMany(shard => shard.Policies);

    /// <summary>The name of a ConfigMap.</summary>
    public static string NameOf(int shard) => $"reviewed-policies-{shard:x}";

    /// <summary>What was last reviewed of a policy; null when nothing was.</summary>
    public ReviewedPolicy? Find(ObjectKey policy) => Of(policy).Policies.GetValueOrDefault(policy);

    /// <summary>Whether nothing has ever been written down of the policies among which this one falls.</summary>
    public bool IsUnknown(ObjectKey policy) => Of(policy).Stored is null;

    /// <summary>Keeps what was reviewed.</summary>
    public void Set(ObjectKey policy, ReviewedPolicy reviewed)
    {
        var shard = Of(policy);
        if (reviewed.IsEmpty)
        {
            shard.IsChanged |= shard.Policies.Remove(policy);
            return;
        }

        shard.Policies[policy] = reviewed;
        shard.IsChanged = true;
    }

    /// <summary>Keeps the same in the cluster's own object, which takes no more memory; nothing has changed.</summary>
    public void Share(ObjectKey policy, NetworkPolicy current)
    {
        var shard = Of(policy);
        if (shard.Policies.TryGetValue(policy, out var reviewed) && reviewed.Policy is not null)
        {
            shard.Policies[policy] = reviewed with { Policy = current };
        }
    }

    /// <summary>Reads what was written down, and forgets all else.</summary>
    /// <param name="report">Told in one line of what cannot be read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task LoadAsync(Action<string> report, CancellationToken cancellation)
    {
        for (var i = 0; i < Shards; i++)
        {
            var shard = _shards[i] = new Shard { Stored = await maps.FindAsync(new ObjectKey(place, NameOf(i)), cancellation) };
            try
            {
                if (shard.Stored is { } stored)
                {
                    var bytes = Convert.FromBase64String((string?)stored["binaryData"]?[Field] ?? "");
                    shard.Policies = new Dictionary<ObjectKey, ReviewedPolicy>(ReviewedForm.Read(bytes));
                }
            }
            catch (Exception e) when (e is FormatException or InvalidDataException or InvalidOperationException)
            {
                // Whoever has written there: its policies are taken as they are, and from now on it is right again.
                report($"ConfigMap {place}/{NameOf(i)} cannot be read; changes of its policies since it was written are not reviewed: {e.Message}");
                shard.IsUnreadable = true;
            }
        }
    }

    /// <summary>Whether what is written down of the policies among which this one falls cannot be read.</summary>
    public bool IsUnreadable(ObjectKey policy) => Of(policy).IsUnreadable;

    /// <summary>Writes down what has changed.</summary>
    /// <exception cref="ApiException">The server refused; with code 409 when another has written since.</exception>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < Shards; i++)
        {
            var shard = _shards[i];
            if (!shard.IsChanged && shard is { Stored: not null, IsUnreadable: false })
            {
                continue;
            }

            var map = Map(i, ReviewedForm.Write(shard.Policies, MostBytes));
            if (shard.Stored is { } stored)
            {
                map["metadata"]!["resourceVersion"] = (string?)stored["metadata"]!["resourceVersion"];
            }

            shard.Stored = shard.Stored is null ? await maps.CreateAsync(map, cancellation) : await maps.UpdateAsync(map, cancellation);
            (shard.IsChanged, shard.IsUnreadable) = (false, false);
        }
    }

    private Shard Of(ObjectKey policy) => _shards[SHA256.HashData(Encoding.UTF8.GetBytes(policy.ToString()))[0] % Shards];

    private JsonObject Map(int shard, byte[] content) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject
        {
            ["namespace"] = place,
            ["name"] = NameOf(shard),
            ["labels"] = new JsonObject { ["app.kubernetes.io/part-of"] = "admission-guard" },
        },
        ["binaryData"] = new JsonObject { [Field] = Convert.ToBase64String(content) },
    };

    private sealed class Shard
    {
        public Dictionary<ObjectKey, ReviewedPolicy> Policies { get; set; } = [];

        /// <summary>The ConfigMap as it is stored; null when there is none.</summary>
        public JsonObject? Stored { get; set; }

        public bool IsChanged { get; set; }

        public bool IsUnreadable { get; set; }
    }
}
