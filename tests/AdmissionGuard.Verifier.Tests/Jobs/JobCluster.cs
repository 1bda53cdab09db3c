using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Reporting;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Objects.Decoding;
using AdmissionGuard.Verifier.Jobs;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Tests.Jobs;

/// <summary>
/// A shop with a web, a db and a job, nodes that run stand-ins, and a job with the rights that deploy/job gives to it and no others. Trials
/// are short: three clean rounds are enough.
/// </summary>
internal sealed class JobCluster : IAsyncDisposable
{
    public const string Place = "admission-guard-job";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("job-");
    private int _runs;

    private JobCluster(ApiServer server) => (Server, Nodes) = (server, new StandInNodes(server));

    public ApiServer Server { get; }

    public StandInNodes Nodes { get; }

    /// <summary>What jobs reported.</summary>
    public ConcurrentQueue<string> Reports { get; } = [];

    public static ApiUser Account { get; } = ApiUser.ServiceAccount(Place, "job") with { Token = "token-of-job" };

    public static async Task<JobCluster> StartAsync()
    {
        var server = await ApiServer.StartAsync();
        foreach (var file in (string[])["namespace", "rbac", "network-policy"])
        {
            foreach (var part in (await File.ReadAllTextAsync(Repository.PathOf($"deploy/job/{file}.yaml"))).Split("\n---\n"))
            {
                server.Store.Put(Json(YamlText.Parse(part)!.ToJsonString()));
            }
        }

        server.AddUser(Account);
        server.Store.PutNamespace("shop");
        foreach (var node in (string[])["n1", "n2"])
        {
            server.Store.Put(Json($$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{node}}"} }"""));
        }

        server.Store.Put(CompanionCluster.Pod("web", "n1", "10.0.1.1"));
        server.Store.Put(CompanionCluster.Pod("db", "n2", "10.0.2.2"));
        server.Store.Put(CompanionCluster.Pod("job", "n1", "10.0.1.2"));
        server.Store.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
        server.Store.Put(Json($$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"verify-x","namespace":"{{Place}}","annotations":{"admission-guard.io/probe":"off"},
            "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"verify","uid":"job-uid","controller":true,"blockOwnerDeletion":true}]},
            "spec":{"containers":[{"name":"job","image":"registry.example/guard:1","imagePullPolicy":"IfNotPresent"}]},"status":{"phase":"Running"} }
            """));
        server.Store.Put(Json($$"""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"verify","namespace":"{{Place}}","uid":"job-uid"} }"""));
        return new JobCluster(server);
    }

    /// <summary>What a network does that enforces the policy.</summary>
    public static bool Enforces(string? from, string to, int port) => to != "db" || from is null || (from == "web" && port == 8080);

    public static JobOptions Options(params string[] policies) => new()
    {
        Policies = [.. (policies.Length == 0 ? ["shop/db"] : policies).Select(OneShot.PolicyKeys.Read)],
        OwnPod = new ObjectKey(Place, "verify-x"),
        Trial = CompanionCluster.Trial with { FirstPause = TimeSpan.Zero, ConfirmingPause = TimeSpan.Zero, Timeout = TimeSpan.FromSeconds(4) },
        Start = TimeSpan.FromSeconds(4),
        Pace = new JobPace
        {
            Connect = new ConnectPace(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(120)),
            Tick = TimeSpan.FromMilliseconds(25),
            Margin = TimeSpan.FromMilliseconds(40),
            RoundPatience = TimeSpan.FromSeconds(2),
        },
    };

    /// <summary>Runs a job to its end.</summary>
    public async Task<TrialReport> RunAsync(JobOptions? options = null, CancellationToken? cancellation = null)
    {
        var file = Path.Combine(_folder.FullName, $"config-{Interlocked.Increment(ref _runs)}");
        await File.WriteAllTextAsync(file, Server.Kubeconfig(Account.Name));
        using var client = ApiClient.Open(
            ConnectionSearch.ForCommandLine(file, null, new Surroundings(_ => null, _folder.FullName)), TimeProvider.System);
        var run = new JobRun(client, options ?? Options(), Reports.Enqueue, Reports.Enqueue, TimeProvider.System);
        return await run.RunAsync($"run{_runs}", cancellation ?? TestContext.Current.CancellationToken);
    }

    public IReadOnlyList<JsonObject> Leases() =>
        [.. Server.Store.Read(Server.Served.All.Single(kind => kind.Plural == "leases")).Objects.Select(item => item.ToNode())];

    public void Put(string json) => Server.Store.Put(Json(json));

    public async ValueTask DisposeAsync()
    {
        await Nodes.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
