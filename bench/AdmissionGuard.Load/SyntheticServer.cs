using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Benchmarks;
using AdmissionGuard.Core.Model;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.Load;

/// <summary>
/// The API server of a synthetic cluster, as a process of its own so that its memory and its time are not the client's. It is told what to
/// do by lines on standard input: <c>events COUNT PER_SECOND</c> (0: as fast as it can), <c>relist</c>, and for the companion <c>touch
/// COUNT</c>, <c>policies COUNT PER_MINUTE</c> and <c>stats</c>.
/// </summary>
internal sealed class SyntheticServer : IDisposable
{
    /// <summary>How many nodes it has.</summary>
    public const int Nodes = 5_000;

    // 10.128.0.0: beyond the addresses of the pods and Services that are there from the beginning.
    private const uint FirstOfSuccessors = 0x0a800000;

    private readonly ApiServer _server;
    private readonly List<Pod> _pods;
    private readonly PolicyChanges _policies;

    private SyntheticServer(ApiServer server, ClusterState state) =>
        (_server, _pods, _policies) = (server, [.. state.Pods], new PolicyChanges(server, [.. state.Policies]));

    public static async Task<int> RunAsync(ClusterSize size)
    {
        await using var server = await ApiServer.StartAsync(new ApiServerOptions { HistoryWindow = 50_000 });
        var state = SyntheticCluster.Make(size.Pods, size.Namespaces);
        Fill(server.Store, state, size);
        await InstallCompanionAsync(server.Store);
        using var synthetic = new SyntheticServer(server, state);
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, server.Kubeconfig());
        Say($"ready {kubeconfig}");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            await synthetic.ObeyAsync(line.Split(' '));
            Say("done");
        }

        File.Delete(kubeconfig);
        return 0;
    }

    public void Dispose() => _server.Faults.Clear();

    private static void Fill(ObjectStore store, ClusterState state, ClusterSize size)
    {
        foreach (var item in state.Namespaces)
        {
            store.Put(ObjectJson.Of(item));
        }

        foreach (var (number, pod) in state.Pods.Index())
        {
            store.Put(BuiltInResources.Pods, ObjectJson.Of(pod, number));
        }

        foreach (var policy in state.Policies)
        {
            store.Put(ObjectJson.Of(policy));
        }

        store.Put(ObjectJson.Of(state.Services[0]));
        for (var i = 1; i < size.Services; i++)
        {
            var place = state.Namespaces[i % state.Namespaces.Length].Name;
            store.Put(ObjectJson.Service(place, $"app-{i / state.Namespaces.Length}", i));
        }

        for (var i = 0; i < Nodes; i++)
        {
            store.Put(ObjectJson.Node(i));
        }

        for (var i = 0; i < size.Callouts; i++)
        {
            var place = state.Namespaces[i % state.Namespaces.Length].Name;
            store.Put(ObjectJson.Webhooks("ValidatingWebhookConfiguration", place, i));
            store.Put(ObjectJson.Webhooks("MutatingWebhookConfiguration", place, i));
            store.Put(ObjectJson.ApiService(place, i));
        }
    }

    // Its kinds and its namespace; whoever has no use for them does not ask.
    private static async Task InstallCompanionAsync(ObjectStore store)
    {
        store.PutNamespace(CompanionRun.Place);
        foreach (var kind in (string[])["enforcementchecks", "nodeprobes"])
        {
            var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "companion", $"{kind}.yaml"));
            store.Put((JsonObject)JsonNode.Parse(YamlText.Parse(text)!.ToJsonString())!);
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private async Task ObeyAsync(string[] words)
    {
        switch (words)
        {
            case ["events", var count, var rate]:
                await SendAsync(int.Parse(count, CultureInfo.InvariantCulture), int.Parse(rate, CultureInfo.InvariantCulture));
                break;
            case ["relist"]:
                // What a client lists again for: it lost its watch, and its version is no longer known.
                _server.Store.Compact();
                _server.Faults.Add(Fault.Gone, request => request.Path.Contains("watch=true", StringComparison.Ordinal), times: 8);
                await _server.StopListeningAsync();
                await _server.ListenAgainAsync();
                break;
            case ["touch", var count]:
                _policies.Touch(int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ["policies", var count, var perMinute]:
                await _policies.ChangeAsync(int.Parse(count, CultureInfo.InvariantCulture), int.Parse(perMinute, CultureInfo.InvariantCulture));
                break;
            case ["stats"]:
                Say(CompanionStats.Of(_server).ToJsonString());
                break;
            default:
                throw new ArgumentException($"{string.Join(' ', words)}: unknown", nameof(words));
        }
    }

    // Of ten events six are of a pod's status, two end a pod and two start its successor with another address.
    private async Task SendAsync(int count, int perSecond)
    {
        var random = new Random(count);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var pause = Math.Max(1, perSecond / 100);
        for (var i = 0; i < count; i++)
        {
            var number = random.Next(_pods.Count);
            var pod = _pods[number];
            if (i % 10 < 6)
            {
                _server.Store.Put(BuiltInResources.Pods, WithStatus(ObjectJson.Of(pod, number), i));
            }
            else
            {
                _server.Store.Delete(BuiltInResources.Pods, pod.Key.Namespace, pod.Key.Name);
                _pods[number] = pod with
                {
                    Key = pod.Key with { Name = $"{pod.Workload.Name}-6d4cf56db6-n{i:x4}" },
                    Addresses = [new IpAddress(IpFamily.IPv4, FirstOfSuccessors + (uint)i)],
                };
                _server.Store.Put(BuiltInResources.Pods, ObjectJson.Of(_pods[number], number + 10_000_000));
                i++;
            }

            if (perSecond > 0 && i % pause == 0)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    private static JsonObject WithStatus(JsonObject pod, int number)
    {
        pod["status"]!["startTime"] = $"2026-11-21T22:{number % 60:D2}:01Z";
        return pod;
    }
}

/// <summary>How large a synthetic cluster is; policies are three a namespace.</summary>
internal sealed record ClusterSize(int Pods, int Namespaces, int Services)
{
    /// <summary>
    /// How many configurations of webhooks, of each kind, and aggregated APIs there are. The server cannot call them: where clients write
    /// through it there must be none.
    /// </summary>
    public int Callouts { get; init; } = 100;
}
