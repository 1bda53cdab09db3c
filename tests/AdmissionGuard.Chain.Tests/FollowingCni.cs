using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using AdmissionGuard.Core.Model;
using AdmissionGuard.DataPlane;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.Chain.Tests;

/// <summary>
/// A CNI of some nodes: it watches policies, with a kubectl of its own, and makes of them what its kind makes of them. Changes that have
/// come meanwhile are taken together.
/// </summary>
internal sealed class FollowingCni : IAsyncDisposable
{
    private readonly StandInCni _nodes;
    private readonly Channel<string> _changed = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, JsonObject> _policies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _done = new(StringComparer.Ordinal);
    private readonly KubectlWatch _watch;
    private readonly Task _working;
    private StandInMode _mode;

    /// <summary>Begins to follow, and does what the API says.</summary>
    /// <param name="home">With whose kubectl.</param>
    /// <param name="nodes">Where rules go.</param>
    public FollowingCni(KubectlHome home, StandInCni nodes)
    {
        _nodes = nodes;
        _watch = new KubectlWatch(home, "networkpolicies", TakeAsync);
        _working = Task.Run(WorkAsync);
    }

    /// <summary>How late it is.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How many policies it has done with.</summary>
    public int Known => _done.Count;

    /// <summary>When it had done with a policy's latest change, as <see cref="Stopwatch.GetTimestamp"/>; null before.</summary>
    public long? DoneWith(string policy) => _done.TryGetValue(policy, out var when) ? when : null;

    /// <summary>Becomes another kind of CNI at once.</summary>
    public void Become(StandInMode mode)
    {
        _mode = mode;
        _nodes.Apply(Read(_policies.Values), mode);
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _changed.Writer.Complete();
        await _working;
    }

    private Task TakeAsync(string type, JsonObject policy)
    {
        var name = $"{policy["metadata"]!["namespace"]}/{policy["metadata"]!["name"]}";
        _done.TryRemove(name, out _);
        if (type == "DELETED")
        {
            _policies.TryRemove(name, out _);
        }
        else
        {
            _policies[name] = policy;
        }

        _changed.Writer.TryWrite(name);
        return Task.CompletedTask;
    }

    private async Task WorkAsync()
    {
        while (await _changed.Reader.WaitToReadAsync())
        {
            await Task.Delay(Delay);
            var names = new List<string>();
            while (_changed.Reader.TryRead(out var name))
            {
                names.Add(name);
            }

            _nodes.Apply(Read(_policies.Values), _mode);
            var now = Stopwatch.GetTimestamp();
            names.ForEach(name => _done[name] = now);
        }
    }

    private static ImmutableArray<NetworkPolicy> Read(IEnumerable<JsonObject> policies)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\n", policies.Select(policy => policy.ToJsonString()))));
        return ManifestReader.Read(["-"], ManifestUse.Cluster, input).State.Policies;
    }
}
