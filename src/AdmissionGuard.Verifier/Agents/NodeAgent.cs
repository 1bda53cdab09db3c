using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Agents;

/// <summary>Does what the NodeProbes of one node say, several of them at once. A duty that fails takes no other with it.</summary>
/// <param name="node">The node.</param>
/// <param name="begin">Makes a duty; its status goes to the NodeProbe of this name.</param>
/// <param name="report">Told in one line why a duty failed.</param>
/// <param name="meter">Counts what is done.</param>
internal sealed class NodeAgent(string node, Func<ObjectKey, ProbeDuty> begin, Action<string> report, AgentMeter meter)
    : IObjectSink<NodeProbe>, IAsyncDisposable
{
    // Each duty holds a watcher for each of its pods; a node has 110 pods (Kubernetes' own limit).
    private const int MostDuties = 64;

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<ObjectKey, Duty> _duties = [];
    private int _underWay;

    /// <summary>How many duties are under way; from any thread.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <inheritdoc/>
    public WatchedObject<NodeProbe>? Find(ObjectKey key) => _duties.GetValueOrDefault(key)?.Item;

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<WatchedObject<NodeProbe>> objects)
    {
        var present = objects.Select(item => item.Key).ToHashSet();
        foreach (var key in _duties.Keys.Where(key => !present.Contains(key)).ToList())
        {
            End(key);
        }

        foreach (var item in objects)
        {
            Upsert(item);
        }
    }

    /// <inheritdoc/>
    public void Upsert(WatchedObject<NodeProbe> item)
    {
        // The label is a help for the watch; the spec is what is meant.
        if (item.Value.Spec.Node != node)
        {
            return;
        }

        if (_duties.TryGetValue(item.Key, out var known) && known.Item.Uid != item.Uid)
        {
            End(item.Key);
        }

        if (!_duties.TryGetValue(item.Key, out var duty))
        {
            if (_duties.Values.Count(other => !other.Running.IsCompleted) >= MostDuties)
            {
                report($"NodeProbe {item.Key} is left undone: {MostDuties} are under way");
                return;
            }

            var work = begin(item.Key);
            _duties[item.Key] = duty = new Duty(item, work, Task.Run(() => RunAsync(item.Key, work)));
        }

        duty.Item = item;
        duty.Work.Take(item.Value);
    }

    /// <inheritdoc/>
    public void Delete(ObjectKey key, string uid)
    {
        if (_duties.GetValueOrDefault(key)?.Item.Uid == uid)
        {
            End(key);
        }
    }

    /// <summary>Ends all duties.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_duties.Values.Select(duty => duty.Running));
        _stop.Dispose();
    }

    private void End(ObjectKey key)
    {
        if (_duties.Remove(key, out var duty))
        {
            duty.Work.End();
        }
    }

    private async Task RunAsync(ObjectKey key, ProbeDuty duty)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await duty.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e) when (Recovery.IsFailure(e))
        {
            // The controller takes silence for what it is: nothing is known.
            report($"NodeProbe {key} is given up: {e.Message}");
            meter.GaveUp();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private sealed class Duty(WatchedObject<NodeProbe> item, ProbeDuty work, Task running)
    {
        public WatchedObject<NodeProbe> Item { get; set; } = item;

        public ProbeDuty Work { get; } = work;

        public Task Running { get; } = running;
    }
}
