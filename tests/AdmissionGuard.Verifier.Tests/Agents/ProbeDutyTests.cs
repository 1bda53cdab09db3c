using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Verifier.Agents;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Tests.Agents;

public sealed class ProbeDutyTests : IAsyncLifetime
{
    private const string Token = "00000000000000aa";
    private readonly FakeTime _time = new();
    private readonly ScriptedNetwork _network = new((_, _, _) => true);
    private readonly List<NodeProbeStatus> _answers = [];
    private readonly HashSet<string> _gone = [];
    private ProbeDuty _duty = null!;
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        Begin();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _duty.End();
        await _running.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, _network.Open);
    }

    [Fact]
    public async Task A_round_is_watched_sent_and_finished_step_by_step()
    {
        Assert.Equal(1, (await AfterAsync(Probe())).Watching);
        var sent = await AfterAsync(Probe() with { Send = [Flow()], Go = 1 });
        Assert.Equal((1, true), (sent.Sent, sent.Departures.Single().Left));
        var finished = await AfterAsync(Probe() with { Send = [Flow()], Go = 1, Finish = 1 });
        Assert.Equal((1, "10.0.0.1"), (finished.Finished, finished.Arrivals.Single().From));
    }

    [Fact]
    public async Task The_same_spec_twice_is_done_once()
    {
        await AfterAsync(Probe());
        await AfterAsync(Probe() with { Send = [Flow()], Go = 1 });
        _duty.Take(Of(Probe() with { Send = [Flow()], Go = 1 }));
        await AfterAsync(Probe() with { Send = [Flow()], Go = 1, Finish = 1 });
        Assert.Equal(1, _network.Sent["n1"]);
        Assert.Equal(3, _answers.Count);
    }

    [Fact]
    public async Task An_agent_that_is_started_anew_does_not_call_unseen_what_it_did_not_watch()
    {
        var before = await AfterAsync(Probe());
        _duty.End();
        await _running;
        Begin();
        var finished = await AfterAsync(Probe() with { Go = 1, Finish = 1 }, before);
        Assert.Equal("the agent was started anew in the middle of the round", finished.Arrivals.Single().Blind);
    }

    [Fact]
    public async Task A_pod_that_is_gone_is_neither_watched_nor_sent_from()
    {
        _gone.UnionWith(["db", "web"]);
        var watching = await AfterAsync(Probe());
        Assert.EndsWith("is gone", watching.Arrivals.Single().Blind, StringComparison.Ordinal);
        _gone.Remove("db");
        var sent = await AfterAsync(Probe() with { Round = 2, Watch = [], Send = [Flow()], Go = 2 });
        Assert.Equal("pod shop/web is gone", sent.Departures.Single().Failure);
    }

    [Fact]
    public async Task What_has_expired_is_for_nobody()
    {
        _time.Advance(TimeSpan.FromMinutes(11));
        _duty.Take(Of(Probe()));
        await EndAsync();
        Assert.Empty(_answers);
    }

    [Fact]
    public async Task A_NodeProbe_that_goes_ends_the_watching()
    {
        await AfterAsync(Probe());
        Assert.Equal(1, _network.Open);
        _duty.End();
        await EndAsync();
        Assert.Equal(0, _network.Open);
    }

    private Task EndAsync() => _running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private void Begin()
    {
        var ends = new EndLookup((key, _) => Task.FromResult(_gone.Contains(key.Name) ? null : Pod(key)));
        _duty = new ProbeDuty(_network.On("n1"), ends, (status, _) => AnswerAsync(status), _time);
        _running = _duty.RunAsync(CancellationToken.None);
    }

    private Task AnswerAsync(NodeProbeStatus status)
    {
        lock (_answers)
        {
            _answers.Add(status);
        }

        return Task.CompletedTask;
    }

    private async Task<NodeProbeStatus> AfterAsync(NodeProbeSpec spec, NodeProbeStatus? status = null)
    {
        var before = Count();
        _duty.Take(Of(spec, status));
        await Eventually.Async(() => Count() > before, "an answer");
        lock (_answers)
        {
            return _answers[^1];
        }
    }

    private int Count()
    {
        lock (_answers)
        {
            return _answers.Count;
        }
    }

    private static NodeProbe Of(NodeProbeSpec spec, NodeProbeStatus? status = null) =>
        new() { Metadata = new ObjectMeta { Name = "p" }, Spec = spec, Status = status };

    private static NodeProbeSpec Probe() => new()
    {
        Node = "n1",
        Check = "shop/db",
        Expires = new DateTimeOffset(2026, 1, 1, 0, 10, 0, TimeSpan.Zero),
        Round = 1,
        Watch = [Flow()],
    };

    private static NodeFlow Flow() => new()
    {
        Token = Token,
        Family = "IPv4",
        Protocol = "TCP",
        Port = 8080,
        From = new FlowEnd { Namespace = "shop", Name = "web", Uid = "uid-web", Node = "n1" },
        To = new FlowEnd { Namespace = "shop", Name = "db", Uid = "uid-db", Node = "n1" },
    };

    private static Pod Pod(ObjectKey key) => new()
    {
        Key = key,
        Labels = Labels.Empty,
        Workload = new Workload(key.Namespace, key.Name, "Pod"),
        NodeName = "n1",
        Addresses = [IpAddress.Parse(key.Name == "web" ? "10.0.0.1" : "10.0.0.2")!.Value],
        Runtime = new PodRuntime($"uid-{key.Name}", IsRunning: true),
    };
}
