using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit.Scripted;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>A reflector that runs against a scripted server, on a clock that only the test moves.</summary>
internal sealed class Reflection<T> : IAsyncDisposable
    where T : class
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<WatchIncident> _incidents = [];
    private readonly ApiClient _client;
    private Task _run = Task.CompletedTask;
    private int _waits;

    private Reflection(ScriptedServer server, ResourceKind<T> kind, bool isOptional)
    {
        Server = server;
        _client = new ApiClient(server.Address, new SocketsHttpHandler());
        Reflector = new Reflector<T>(_client, kind, Sink, Time, () => 0.5, _incidents.Enqueue, isOptional: isOptional);
    }

    public ScriptedServer Server { get; }

    public FakeTime Time { get; } = new();

    public RecordingSink<T> Sink { get; } = new();

    public Reflector<T> Reflector { get; }

    public ReflectorStatus Status => Reflector.Status;

    public WatchIncident[] Incidents => [.. _incidents];

    /// <summary>A reflector that has asked for nothing yet.</summary>
    public static async Task<Reflection<T>> StartAsync(ResourceKind<T> kind, bool isOptional = false)
    {
        var reflection = new Reflection<T>(await ScriptedServer.StartAsync(), kind, isOptional);
        reflection._run = Task.Run(() => reflection.Reflector.RunAsync(reflection._stop.Token));
        return reflection;
    }

    /// <summary>The next request, which the reflector makes without waiting for the clock.</summary>
    public Task<Exchange> NextAsync() => Soon(Server.NextAsync());

    /// <summary>The next request, for which the clock is moved on by exactly as much as the reflector waits.</summary>
    public async Task<Exchange> NextAfterAWhileAsync()
    {
        var next = Server.NextAsync();
        await Until(() => next.IsCompleted || (Delays.Count() > _waits && Time.NextDue is not null));
        if (!next.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(Delays.ElementAt(_waits++)));
        }

        return await Soon(next);
    }

    /// <summary>Answers the list that is due and returns the watch that follows.</summary>
    public async Task<Exchange> ListedAsync(string list)
    {
        var request = await NextAfterAWhileAsync();
        Assert.Null(request.Query("watch"));
        await request.AnswerAsync(200, list);
        var watch = await NextAsync();
        Assert.Equal("true", watch.Query("watch"));
        return watch;
    }

    /// <summary>Waits until something is so that no clock has to bring about.</summary>
    public static async Task Until(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 5000, "it did not happen within five seconds");
            await Task.Delay(1);
        }
    }

    /// <summary>The delays before the reflector's attempts, in seconds.</summary>
    public IEnumerable<double> Delays => _incidents.Select(incident => incident.RetryIn?.TotalSeconds).OfType<double>();

    public static Task<TResult> Soon<TResult>(Task<TResult> task) => task.WaitAsync(TimeSpan.FromSeconds(5));

    /// <summary>Stops the reflector, which must end at once and without an exception.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(5));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Server.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }
}

/// <summary>A reflector of namespaces, the kind whose objects are smallest.</summary>
internal static class Reflection
{
    public static Task<Reflection<Namespace>> OfNamespacesAsync() => Reflection<Namespace>.StartAsync(ResourceKinds.Namespaces);
}
