using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Tests.Jobs;

/// <summary>
/// What a cluster does with pods that are created through its API: they are scheduled, given addresses of loopback, their containers run
/// this program with real sockets, the kubelet's probes come, and what has lost its owner is collected. The network between pods is the
/// test's.
/// </summary>
internal sealed class StandInNodes : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    // Tests that run at the same time have one loopback in common.
    private static int _addresses;

    private readonly ApiServer _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, RunningPod> _running = new(StringComparer.Ordinal);
    private readonly Task _work;

    public StandInNodes(ApiServer server)
    {
        _server = server;
        _work = WorkAsync();
    }

    /// <summary>Whether a connection passes, by the <c>app</c> labels of both ends (null: from the own node) and the port.</summary>
    public Func<string?, string, int, bool> Passes { get; set; } = (_, _, _) => true;

    /// <summary>What is done with a connection that does not pass; it is dropped, unless a test says otherwise.</summary>
    public Connect Blocks { get; set; } = async (_, cancellation) =>
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException("unreachable");
    };

    /// <summary>What becomes of a pod before it runs: a test may change it. False leaves it as it is.</summary>
    public Func<JsonObject, bool> Starts { get; set; } = _ => true;

    /// <summary>The network of whatever starts from now on; null for loopback, with stand-ins that run in this process.</summary>
    public NamespaceNetwork? Network { get; set; }

    /// <summary>Whether the garbage collector works.</summary>
    public bool Collects { get; set; } = true;

    /// <summary>Every stand-in that there was, as it was created.</summary>
    public ConcurrentDictionary<string, JsonObject> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>The stand-ins that there are.</summary>
    public IReadOnlyList<JsonObject> Pods =>
        [.. _server.Store.Read(BuiltInResources.Pods).Objects.Select(item => item.ToNode()).Where(IsStandIn)];

    /// <summary>Ends a pod's containers, as a node that fails or an eviction does.</summary>
    public async Task EndAsync(JsonObject pod, string message)
    {
        await StopAsync(NameOf(pod));
        pod["status"]!["phase"] = "Failed";
        pod["status"]!["message"] = message;
        _server.Store.Put(BuiltInResources.Pods, pod);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        foreach (var name in _running.Keys)
        {
            await StopAsync(name);
        }

        _stop.Dispose();
    }

    private static bool IsStandIn(JsonObject pod) => pod["metadata"]?["labels"]?["admission-guard.io/probe-run"] is not null;

    private static string NameOf(JsonObject pod) => $"{pod["metadata"]!["namespace"]}/{pod["metadata"]!["name"]}";

    private static string AppOf(JsonObject pod) => (string?)pod["metadata"]!["labels"]!["app"] ?? "";

    private static int[] PortsOf(JsonObject pod) => [.. pod["spec"]!["containers"]!.AsArray()
        .SelectMany(container => container!["args"]!.AsArray()).Select(argument => ((string)argument!).Split("--port="))
        .Where(parts => parts.Length == 2).Select(parts => int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))];

    private static IPAddress Loopback()
    {
        var number = Interlocked.Increment(ref _addresses);
        return IPAddress.Parse($"127.0.{1 + (number / 250)}.{1 + (number % 250)}");
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var pod in Pods)
            {
                Seen.TryAdd(NameOf(pod), pod);
                if (Collects && !HasOwner(pod))
                {
                    await StopAsync(NameOf(pod));
                    _server.Store.Delete(BuiltInResources.Pods, (string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!);
                }
                else if ((string?)pod["status"]?["phase"] == "Pending" && Starts(pod))
                {
                    Start(pod);
                }
            }

            await Task.Delay(Pace);
        }
    }

    // Absent owners count when all of a pod's are absent; these have one.
    private bool HasOwner(JsonObject pod) => pod["metadata"]!["ownerReferences"] is not JsonArray { Count: > 0 } owners
        || owners.Any(owner => _server.Store.Find(
            _server.Served.All.Single(kind => kind.Kind == (string?)owner!["kind"]), (string)pod["metadata"]!["namespace"]!, (string)owner!["name"]!)
            ?.ToNode()["metadata"]?["uid"]?.ToString() == (string?)owner!["uid"]);

    private void Start(JsonObject pod)
    {
        var address = Network?.Add(AppOf(pod), PortsOf(pod)) ?? Loopback();
        var preferred = pod["spec"]!["affinity"]!["nodeAffinity"]!["preferredDuringSchedulingIgnoredDuringExecution"]![0]!;
        pod["spec"]!["nodeName"] ??= (string?)preferred["preference"]!["matchFields"]![0]!["values"]![0];
        var containers = pod["spec"]!["containers"]!.AsArray().OfType<JsonObject>().ToList();
        pod["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["podIP"] = $"{address}",
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = $"{address}" }),
            ["containerStatuses"] = new JsonArray([.. containers.Select(container => new JsonObject
            {
                ["name"] = (string?)container["name"],
                ["state"] = new JsonObject { ["running"] = new JsonObject() },
            })]),
        };
        var running = new RunningPod(pod, address, Network);
        _running[NameOf(pod)] = running;
        foreach (var container in containers.Where(one => one["args"] is not null))
        {
            running.Tasks.Add(RunAsync(running, container));
            running.Tasks.AddRange(((string[])["readinessProbe", "livenessProbe"]).Select(probe => container[probe]?["tcpSocket"]?["port"])
                .OfType<JsonNode>().Select(port => ProbeAsync(running, (int)port)));
        }

        _server.Store.Put(BuiltInResources.Pods, pod);
    }

    private async Task RunAsync(RunningPod pod, JsonObject container)
    {
        var (space, name, own) = ((string)pod.Pod["metadata"]!["namespace"]!, (string)pod.Pod["metadata"]!["name"]!, (string)container["name"]!);
        _server.Logs.Begin(space, name, own);
        List<string> args = [.. container["args"]!.AsArray().Select(argument => (string)argument!)];
        if (pod.Network is { } network)
        {
            await network.RunAsync(pod.Address, args, line => _server.Logs.Write(space, name, own, line), pod.Stop.Token);
            _server.Logs.End(space, name, own);
            return;
        }

        if (args[1] == "listen")
        {
            args.Add($"--address={pod.Address}");
        }

        await using var output = new LineStream(line => _server.Logs.Write(space, name, own, line));
        var world = new World(
            output,
            TextWriter.Null,
            new Surroundings(_ => null, null),
            TimeProvider.System,
            _ => throw new InvalidOperationException("no wire"))
        {
            Connect = (to, cancellation) => ConnectAsync(pod, to, cancellation),
        };
        var code = await CommandLine.RunAsync([.. args], world, pod.Stop.Token);
        Assert.Equal(0, code);
        _server.Logs.End(space, name, own);
    }

    private Task<Socket> ConnectAsync(RunningPod from, IPEndPoint to, CancellationToken cancellation)
    {
        var target = _running.Values.FirstOrDefault(pod => pod.Address.Equals(to.Address));
        return target is not null && Passes(AppOf(from.Pod), AppOf(target.Pod), to.Port)
            ? TcpConnections.OpenAsync(to, cancellation)
            : Blocks(to, cancellation);
    }

    // As the kubelet's: it connects and hangs up.
    private async Task ProbeAsync(RunningPod pod, int port)
    {
        if (pod.Network is { } network)
        {
            await network.ProbeAsync(pod.Address, port, pod.Stop.Token);
            return;
        }

        while (!pod.Stop.IsCancellationRequested)
        {
            try
            {
                if (Passes(null, AppOf(pod.Pod), port))
                {
                    using var socket = await TcpConnections.OpenAsync(new IPEndPoint(pod.Address, port), pod.Stop.Token);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(30), pod.Stop.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Nobody listens yet, or any more.
                await Task.Delay(Pace);
            }
        }
    }

    private async Task StopAsync(string name)
    {
        if (_running.TryRemove(name, out var pod))
        {
            await pod.Stop.CancelAsync();
            await Task.WhenAll(pod.Tasks).WaitAsync(TimeSpan.FromSeconds(10));
            pod.Stop.Dispose();
        }
    }

    private sealed record RunningPod(JsonObject Pod, IPAddress Address, NamespaceNetwork? Network)
    {
        public CancellationTokenSource Stop { get; } = new();

        public List<Task> Tasks { get; } = [];
    }

    // A container's output, as its runtime takes it: line by line.
    private sealed class LineStream(Action<string> write) : MemoryStream
    {
        public override void Flush()
        {
            var text = Encoding.UTF8.GetString(ToArray());
            if (text.EndsWith('\n'))
            {
                SetLength(0);
                Array.ForEach(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => write(line));
            }
        }
    }
}
