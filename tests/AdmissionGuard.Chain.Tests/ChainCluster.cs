using AdmissionGuard.DataPlane;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.TestKit.Programs;
using AdmissionGuard.Verifier.Tests;
using AdmissionGuard.Webhook.Tests.EndToEnd;

namespace AdmissionGuard.Chain.Tests;

/// <summary>
/// The whole of AdmissionGuard on <c>samples/shop</c>: kubectl, an API server that asks the webhook over TLS, controllers, an agent for each
/// node with the token of its pod, and below them nodes and pods that are network namespaces, between which a CNI that follows the API
/// server lets through what it will. Every program is a process of its own, with the rights that <c>deploy/</c> gives to it.
/// </summary>
internal sealed class ChainCluster : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly string[] _trial;

    private ChainCluster(StartedServer server, string[] trial)
    {
        _trial = trial;
        Server = Own(server);
        Kubectl = new Kubectl(server.Admin());
    }

    /// <summary>Three clean rounds are enough, and six seconds for a network that never comes right.</summary>
    public static string[] Short { get; } = ["--rounds", "3", "--timeout-seconds", "6"];

    public StartedServer Server { get; }

    public Kubectl Kubectl { get; }

    public WebhookPart Webhook { get; private set; } = null!;

    public ShopNetwork Network { get; private set; } = null!;

    public FollowingCni Cni { get; private set; } = null!;

    public Receipts Receipts { get; private set; } = null!;

    /// <summary>The agents, by node.</summary>
    public Dictionary<string, RunningProgram> Agents { get; } = new(StringComparer.Ordinal);

    /// <summary>The controllers, by identity.</summary>
    public Dictionary<string, RunningProgram> Controllers { get; } = new(StringComparer.Ordinal);

    /// <summary>What all of them printed, for failures.</summary>
    public string Said => string.Join('\n', Agents.Concat(Controllers).SelectMany(part => part.Value.Lines.Select(line => $"{part.Key}: {line}")));

    /// <summary>Starts all of it. Where a part cannot be had the test is skipped and says why.</summary>
    /// <param name="kind">On which API server.</param>
    /// <param name="trial">The controllers' flags for how long it is watched; null for <see cref="Short"/>.</param>
    public static async Task<ChainCluster> StartAsync(ServerKind kind = ServerKind.Test, string[]? trial = null)
    {
        Assert.SkipWhen(Obstacle.Reason is not null, Obstacle.Reason ?? "");
        Assert.SkipWhen(KubectlBinary.Path is null, KubectlBinary.Missing);
        var cluster = new ChainCluster(await StartedServer.StartAsync(kind), trial ?? Short);
        try
        {
            await cluster.BuildAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an agent, as the DaemonSet does.</summary>
    public async Task StartAgentAsync(string node)
    {
        var proc = Kubectl.Home.PathOf(Path.Combine("proc", node));
        if (!Directory.Exists(proc))
        {
            NodeProc.Make(Kubectl.Home.PathOf("proc"), Network.Cluster, node);
        }

        var config = $"agent-{node}.kubeconfig";
        Kubectl.Write(config, await ServiceTokens.AgentAsync(Server, Kubectl, node));
        Agents[node] = Own(RunningProgram.Start(
            "admission-guard-verifier", Kubectl.Home.Folder, "agent", "--node", node, "--proc", proc, "--kubeconfig", config));
    }

    /// <summary>Starts a controller, as the Deployment does.</summary>
    public async Task StartControllerAsync(string identity)
    {
        Kubectl.Write("controller.kubeconfig", await ServiceTokens.ControllerAsync(Server, Kubectl));
        Controllers[identity] = Own(RunningProgram.Start(
            "admission-guard-verifier", Kubectl.Home.Folder,
            ["controller", "--identity", identity, "--kubeconfig", "controller.kubeconfig", .. _trial]));
    }

    /// <summary>Waits until a controller leads.</summary>
    public Task LeaderAsync(string identity) => Eventually.Async(
        () => Controllers[identity].Lines.Contains($"{identity} leads"), $"{identity} leading; there is: {Said}");

    /// <summary>Makes the shop what it was at first, with a CNI that enforces everything at once.</summary>
    public async Task RestoreAsync()
    {
        Cni.Delay = TimeSpan.Zero;
        Cni.Become(StandInMode.Enforces);
        await Kubectl.SucceedAsync("delete", "--ignore-not-found", "-f", "samples/changes/07-allow-first/orders.yaml");
        await Kubectl.SucceedAsync("apply", "--server-side", "-f", "samples/shop/data.yaml");
        await Eventually.Async(async () => (await Kubectl.SucceedAsync("get", "nodeprobes", "-A", "-o", "name")).Length == 0, "the end of all checks");
        await Kubectl.SucceedAsync("delete", "enforcementchecks", "-n", "data", "--all");

        // Those of a policy that was deleted would be shown for the next one of its name.
        await Kubectl.SucceedAsync("delete", "events", "-n", "data", "--all");
        Receipts.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        Network?.Dispose();
        Kubectl.Dispose();
    }

    private async Task BuildAsync()
    {
        await Kubectl.SucceedAsync("apply", "-k", "deploy/companion");
        Network = await ShopNetwork.BuildAsync(Kubectl);
        Kubectl.Write("agents.json", string.Join("\n", ShopNetwork.NodeNames.Select(ServiceTokens.Pod)));
        await Kubectl.SucceedAsync("apply", "-f", "agents.json");
        Webhook = Own(await WebhookPart.StartAsync(Server, Kubectl));
        Cni = Own(new FollowingCni(Kubectl.Home, Network.Cni));
        var policies = (await Kubectl.SucceedAsync("get", "networkpolicies", "-A", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Eventually.Async(() => Cni.Known == policies.Length, "the CNI's start");

        // A real API server needs a moment for a new kind.
        await Eventually.Async(async () => (await Kubectl.RunAsync("get", "enforcementchecks", "-A")).ExitCode == 0, "the companion's kinds");
        Receipts = Own(new Receipts(Kubectl.Home));
        foreach (var node in ShopNetwork.NodeNames)
        {
            await StartAgentAsync(node);
        }

        await StartControllerAsync("one");
        await LeaderAsync("one");
    }

    private T Own<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
