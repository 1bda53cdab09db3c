using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Electing;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.Verifier.Agents;
using AdmissionGuard.Verifier.Controlling;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Tests;

/// <summary>
/// An API server with the companion's kinds from deploy/, controllers and agents in this process, and a scripted network between the
/// nodes. Trials are short: three clean rounds are enough.
/// </summary>
internal sealed class CompanionCluster : IAsyncDisposable
{
    public const string Place = "admission-guard-verifier";

    public static readonly TrialOptions Trial = new()
    {
        Settle = TimeSpan.FromMilliseconds(200),
        Timeout = TimeSpan.FromSeconds(3),
        CleanRounds = 3,
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(100),
        ConfirmingPause = TimeSpan.FromMilliseconds(20),
    };

    private static readonly ElectionTimes Election = new()
    {
        Lease = TimeSpan.FromSeconds(3),
        Renewal = TimeSpan.FromSeconds(2),
        Retry = TimeSpan.FromMilliseconds(100),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("companion-");
    private readonly List<Part> _parts = [];
    private int _runs;

    private CompanionCluster(ApiServer server) => Server = server;

    public ApiServer Server { get; }

    public ScriptedNetwork Network { get; } = new((_, _, _) => true);

    /// <summary>Whose instruments those of controllers and agents are.</summary>
    public object Scope { get; } = new();

    /// <summary>What controllers and agents reported.</summary>
    public ConcurrentQueue<string> Reports { get; } = [];

    public static async Task<CompanionCluster> StartAsync()
    {
        var server = await ApiServer.StartAsync();
        await InstallAsync(server);
        server.Store.PutNamespace("shop");
        foreach (var node in (string[])["n1", "n2"])
        {
            server.Store.Put(Json($$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{node}}"} }"""));
        }

        server.Store.Put(Pod("web", "n1", "10.0.1.1"));
        server.Store.Put(Pod("web-2", "n2", "10.0.2.1", "web"));
        server.Store.Put(Pod("db", "n2", "10.0.2.2"));
        server.Store.Put(Pod("job", "n1", "10.0.1.2"));
        return new CompanionCluster(server);
    }

    /// <summary>The companion's kinds and rights, as deploy/ has them, and users for its service accounts.</summary>
    public static async Task InstallAsync(ApiServer server)
    {
        server.Store.PutNamespace(Place);
        foreach (var file in (string[])["enforcementchecks", "nodeprobes", "controller-rbac", "agent-rbac"])
        {
            foreach (var part in (await File.ReadAllTextAsync(Repository.PathOf($"deploy/companion/{file}.yaml"))).Split("\n---\n"))
            {
                server.Store.Put(Json(YamlText.Parse(part)!.ToJsonString()));
            }
        }

        foreach (var account in (string[])["controller", "agent"])
        {
            server.AddUser(ApiUser.ServiceAccount(Place, account) with { Token = $"token-of-{account}" });
        }
    }

    /// <summary>A pod that listens on 8080.</summary>
    public static JsonObject Pod(string name, string node, string address, string? app = null) => Json($$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop","labels":{"app":"{{app ?? name}}"} },
        "spec":{"nodeName":"{{node}}","containers":[{"name":"c","image":"i","ports":[{"containerPort":8080}]}]},
        "status":{"phase":"Running","hostIP":"{{HostOf(node)}}","hostIPs":[{"ip":"{{HostOf(node)}}"}],"podIP":"{{address}}","podIPs":[{"ip":"{{address}}"}]} }
        """);

    /// <summary>A policy that admits some pods to others on 8080.</summary>
    public static JsonObject Policy(string name, string to, string from) => Json($$"""
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"{{name}}","namespace":"shop"},
        "spec":{"podSelector":{"matchLabels":{"app":"{{to}}"} },"policyTypes":["Ingress"],
        "ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"{{from}}"} } }],"ports":[{"port":8080,"protocol":"TCP"}]}]} }
        """);

    /// <summary>A network that does what a policy for <c>db</c> says: only these pods reach it, on 8080, and its own node.</summary>
    public static Func<ObjectKey?, ObjectKey, int, bool> OnlyReaching(string app) => (from, to, port) =>
        to.Name != "db" || from is null || (from.Value.Name.StartsWith(app, StringComparison.Ordinal) && port == 8080);

    /// <summary>A controller, as one more replica. Returns what ends it without a word, as a node that fails would.</summary>
    public Func<Task> AddController(string identity, TrialOptions? trial = null, ReviewOptions? review = null)
    {
        var meter = new ControllerMeter(Scope, TimeProvider.System);
        var part = Begin("controller", client => new ControllerProcess(
            client,
            new ControllerOptions { Namespace = Place, Identity = identity, Trial = trial ?? Trial, Review = review, Election = Election },
            new ControllerWorld
            {
                Time = TimeProvider.System,
                Random = () => 0,
                NewRun = () => $"run{Interlocked.Increment(ref _runs)}",
                Report = Reports.Enqueue,
                Meter = meter,
            }).RunAsync);
        part.Owned = meter;
        return () => EndAsync(part);
    }

    /// <summary>The agent of a node.</summary>
    public Func<Task> AddAgent(string node, INodeWire? wire = null)
    {
        var meter = new AgentMeter(Scope, TimeProvider.System);
        var world = new AgentWorld { Time = TimeProvider.System, Random = () => 0, Report = Reports.Enqueue, Meter = meter };
        var part = Begin("agent", client => async cancellation =>
        {
            await using var agent = new AgentProcess(client, Place, node, wire ?? Network.On(node), world);
            await agent.RunAsync(cancellation);
        });
        part.Owned = meter;
        return () => EndAsync(part);
    }

    /// <summary>A controller and an agent for each node.</summary>
    public async Task AddAllAsync()
    {
        AddAgent("n1");
        AddAgent("n2");
        AddController("one");
        await LeaderAsync("one");
    }

    /// <summary>Waits until somebody leads.</summary>
    public Task LeaderAsync(string identity) => Eventually.Async(
        () => Reports.Contains($"{identity} leads"), $"{identity} leading; reported: {string.Join(" | ", Reports)}");

    /// <summary>Waits until it is written down what there is: from then on a change is one.</summary>
    public Task KnownAsync() => Eventually.Async(
        () => Server.Store.Read(BuiltInResources.ConfigMaps).Objects.Count >= ReviewedPolicies.Shards,
        $"what is there written down; reported: {string.Join(" | ", Reports)}");

    public void Put(JsonObject value) => Server.Store.Put(value);

    /// <summary>The status of a policy's receipt; null when there is none.</summary>
    public JsonObject? StatusOf(string policy, string place = "shop") =>
        Server.Store.Find(Kind("enforcementchecks"), place, policy)?.ToNode()["status"] as JsonObject;

    /// <summary>Waits for a final verdict.</summary>
    public async Task<JsonObject> VerdictAsync(string policy, Func<JsonObject, bool>? which = null)
    {
        await Eventually.Async(
            () => StatusOf(policy) is { } status && (string?)status["phase"] == "Done" && (which?.Invoke(status) ?? true),
            $"a final verdict about {policy}; there is {StatusOf(policy)?.ToJsonString()}; reported: {string.Join(" | ", Reports)}");
        return StatusOf(policy)!;
    }

    /// <summary>The Events of a reason that there are about a policy.</summary>
    public IReadOnlyList<JsonObject> Events(string policy, string? reason = null) =>
    [
        .. Server.Store.Read(BuiltInResources.Events).Objects.Select(item => item.ToNode())
            .Where(item => (string?)item["involvedObject"]!["name"] == policy && (reason is null || (string?)item["reason"] == reason)),
    ];

    /// <summary>Waits for an Event about a policy.</summary>
    public async Task<JsonObject> EventAsync(string policy, string reason)
    {
        await Eventually.Async(
            () => Events(policy, reason).Count > 0,
            $"an Event {reason} about {policy}; there are {string.Join(", ", Events(policy).Select(item => (string?)item["reason"]))}; "
            + $"reported: {string.Join(" | ", Reports)}");
        return Events(policy, reason)[0];
    }

    /// <summary>The NodeProbes that there are.</summary>
    public IReadOnlyList<string> NodeProbes() => [.. Server.Store.Read(Kind("nodeprobes")).Objects.Select(item => item.Name)];

    public ResourceKind Kind(string plural) => Server.Served.All.Single(kind => kind.Plural == plural && kind.Group is not "events.k8s.io");

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts.ToList())
        {
            await EndAsync(part);
        }

        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string HostOf(string node) => node == "n1" ? "192.0.2.1" : "192.0.2.2";

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    // With the rights that deploy/ gives to it, and no others.
    private Part Begin(string account, Func<ApiClient, Func<CancellationToken, Task>> make)
    {
        var file = Path.Combine(_folder.FullName, $"config-{_parts.Count}");
        File.WriteAllText(file, Server.Kubeconfig(ApiUser.ServiceAccount(Place, account).Name));
        var client = ApiClient.Open(
            ConnectionSearch.ForCommandLine(file, null, new Surroundings(_ => null, _folder.FullName)), TimeProvider.System);
        var part = new Part(client);
        _parts.Add(part);
        part.Running = make(client)(part.Stop.Token);
        return part;
    }

    private async Task EndAsync(Part part)
    {
        _parts.Remove(part);
        await part.DisposeAsync();
    }

    private sealed class Part(ApiClient client) : IAsyncDisposable
    {
        public CancellationTokenSource Stop { get; } = new();

        public Task Running { get; set; } = Task.CompletedTask;

        public IDisposable? Owned { get; set; }

        public async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            await Running.WaitAsync(TimeSpan.FromSeconds(30));
            client.Dispose();
            Owned?.Dispose();
            Stop.Dispose();
        }
    }
}
