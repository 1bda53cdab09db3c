using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>Makes a run's stand-ins, and waits for them.</summary>
/// <param name="pods">Where pods are.</param>
/// <param name="leases">Who owns them.</param>
/// <param name="common">What is the same for all.</param>
/// <param name="time">The clock.</param>
internal sealed class StandInPods(ObjectClient pods, StandInLeases leases, StandInManifest.Common common, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes stand-ins and waits until they run or are lost. What is still pending at the end is lost, with what the cluster says.</summary>
    /// <param name="standIns">Which, with what each container is to do.</param>
    /// <param name="patience">For how long.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Dictionary<StandIn, StandInState>> StartAsync(
        IReadOnlyDictionary<StandIn, Func<string, IEnumerable<string>>> standIns, TimeSpan patience, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var states = new Dictionary<StandIn, StandInState>();
        foreach (var (standIn, arguments) in standIns)
        {
            states[standIn] = await CreateAsync(standIn, arguments, cancellation);
        }

        while (states.Any(pair => pair.Value is StandInState.Pending))
        {
            if (time.GetElapsedTime(start) >= patience)
            {
                foreach (var (standIn, state) in states.ToList())
                {
                    states[standIn] = state is StandInState.Pending { Problem: var problem }
                        ? new StandInState.Lost($"it did not run within {patience.TotalSeconds:0} s{(problem is null ? "" : $": {problem}")}")
                        : state;
                }

                break;
            }

            await Task.Delay(Interval, time, cancellation);
            var stored = await StoredAsync(cancellation);
            foreach (var standIn in states.Where(pair => pair.Value is StandInState.Pending).Select(pair => pair.Key).ToList())
            {
                states[standIn] = StandInStates.Of(standIn, stored.GetValueOrDefault(standIn.Key));
            }
        }

        return states;
    }

    /// <summary>Waits until the garbage collector has removed them all.</summary>
    /// <returns>How many are still there.</returns>
    public async Task<int> GoneAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var left = (await StoredAsync(cancellation)).Count;
            if (left == 0 || time.GetElapsedTime(start) >= patience)
            {
                return left;
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    private async Task<StandInState> CreateAsync(StandIn standIn, Func<string, IEnumerable<string>> arguments, CancellationToken cancellation)
    {
        try
        {
            // What a stand-in tolerates is read from the pod itself, and whether it is still that pod.
            var original = await pods.FindAsync(standIn.For.Key, cancellation);
            if (original is null || (string?)original["metadata"]?["uid"] != standIn.For.Runtime!.Uid)
            {
                return new StandInState.Lost($"{standIn.For.Key} is gone");
            }

            var expires = time.GetUtcNow() + common.Lifetime;
            var owner = await leases.OwnerInAsync(standIn.Key.Namespace, expires, cancellation);
            var stored = await pods.CreateAsync(StandInManifest.Of(standIn, arguments, common, owner, original), cancellation);
            return StandInStates.Of(standIn, stored);
        }
        catch (Exception e) when (JobFailures.IsOfTheServer(e))
        {
            return new StandInState.Lost($"the API server refuses it: {e.Message}");
        }
    }

    // Those of this run, of all namespaces, in one request.
    private async Task<Dictionary<ObjectKey, JsonObject>> StoredAsync(CancellationToken cancellation)
    {
        var list = await pods.ListAsync("", $"{JobObjects.RunLabel}={common.Run}", cancellation);
        return list.ToDictionary(pod => new ObjectKey((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!));
    }
}
