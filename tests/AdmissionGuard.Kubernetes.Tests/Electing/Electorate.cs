using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Electing;
using AdmissionGuard.Kubernetes.Tests.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Kubernetes.Tests.Electing;

/// <summary>Candidates for one lease of a real API server, on a clock that goes on only when all of them wait.</summary>
internal sealed class Electorate : IAsyncDisposable
{
    private static readonly ElectionTimes Times = new();
    private static readonly ObjectKey Key = new("kube-system", "controller");
    private readonly Place _place = new();
    private readonly ApiClient _client;
    private readonly List<Candidate> _candidates = [];

    private Electorate(ApiServer server)
    {
        Server = server;
        var settings = ConnectionSearch.ForCommandLine(_place.With("config", server.Kubeconfig()), null, _place.Surroundings);
        _client = ApiClient.Open(settings, TimeProvider.System);
    }

    public ApiServer Server { get; }

    public FakeTime Time { get; } = new();

    /// <summary>What the candidates reported.</summary>
    public ConcurrentQueue<string> Reports { get; } = [];

    public IEnumerable<string> Leaders => _candidates.Where(candidate => candidate.Election.IsLeader).Select(candidate => candidate.Name);

    public JsonObject Lease
    {
        get
        {
            // The store leaves out what every object of a kind has in common.
            var lease = Server.Store.Find(Kind, Key.Namespace, Key.Name)!.ToNode();
            (lease["apiVersion"], lease["kind"]) = ("coordination.k8s.io/v1", "Lease");
            return lease;
        }
    }

    public string? Holder => (string?)Lease["spec"]!["holderIdentity"];

    private static ResourceKind Kind => BuiltInResources.All.Single(kind => kind.Plural == "leases");

    public static async Task<Electorate> OpenAsync() => new(await ApiServer.StartAsync());

    /// <summary>A candidate stands, and has looked at the lease for the first time.</summary>
    public async Task StandAsync(string name)
    {
        var candidate = new Candidate(name, new LeaderElection(_client, Key, name, Times, Time, () => 0, Reports.Enqueue));
        _candidates.Add(candidate);
        candidate.Start();
        await SettleAsync();
    }

    /// <summary>A candidate is told to end, and does.</summary>
    public async Task WithdrawAsync(string name)
    {
        var candidate = _candidates.Single(item => item.Name == name);
        _candidates.Remove(candidate);
        await candidate.DisposeAsync();
    }

    /// <summary>Whoever is next in turn looks at the lease, for as long as time has to pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time;)
        {
            var step = Time.NextDue!.Value;
            var before = Server.Requests.All.Count;
            Time.Advance(step);
            passed += step;
            await Eventually.Async(() => Server.Requests.All.Count > before);
            await SettleAsync();
        }
    }

    /// <summary>Writes the lease as somebody would who does not ask.</summary>
    public void Seize(string holder)
    {
        var lease = Lease;
        lease["spec"]!["holderIdentity"] = holder;
        Server.Store.Put(lease);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var candidate in _candidates)
        {
            await candidate.DisposeAsync();
        }

        _client.Dispose();
        await Server.DisposeAsync();
        _place.Dispose();
    }

    // A candidate that does nothing has one timer, that of its next try; one that has asked the server waits longer for its answer.
    private Task SettleAsync() => Eventually.Async(() => Time.Waiting == _candidates.Count && Time.LastDue <= Times.Retry);

    private sealed class Candidate(string name, LeaderElection election) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;

        public string Name => name;

        public LeaderElection Election => election;

        public void Start() => _running = election.RunAsync(
            async term => await Task.Delay(Timeout.Infinite, term), _stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.WaitAsync(TimeSpan.FromSeconds(20));
            _stop.Dispose();
        }
    }
}
