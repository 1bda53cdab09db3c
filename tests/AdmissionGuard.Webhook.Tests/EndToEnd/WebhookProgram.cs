using System.Net;
using System.Text.Json;
using AdmissionGuard.TestKit.Programs;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>The program itself in a process of its own, as it is shipped: flags, a log of JSON lines, signals, an exit code.</summary>
internal sealed class WebhookProgram : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly HttpClient _client = new();

    private WebhookProgram(RunningProgram program) => _program = program;

    /// <summary>What it printed so far, a line each.</summary>
    public IReadOnlyList<string> Lines => _program.Lines;

    /// <summary>The port for reviews.</summary>
    public int Port { get; private set; }

    /// <summary>The address of probes and metrics.</summary>
    public Uri Health { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts it on ports that are free, and waits until it is ready.</summary>
    public static async Task<WebhookProgram> StartAsync(params string[] args)
    {
        var program = Launch([.. args, "--address", "127.0.0.1", "--port", "0", "--health-port", "0"]);
        await Eventually.Async(() => program._program.HasExited || program.Message(2000) is not null);
        var words = program.Message(2000)?.Split(' ') ?? throw new InvalidOperationException(string.Join('\n', program.Lines));
        var addresses = words.Where(word => word.StartsWith("http", StringComparison.Ordinal)).Select(word => new Uri(word)).ToList();
        (program.Port, program.Health) = (addresses[0].Port, addresses[1]);
        await Eventually.Async(async () => await program.ReadinessAsync() == HttpStatusCode.OK);
        return program;
    }

    /// <summary>Runs it to its end, which is to come by itself.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(params string[] args)
    {
        await using var program = Launch(args);
        return (await program.ExitCodeAsync(), program.Lines);
    }

    /// <summary>The message of the first line of the log with a number; null when there is none yet.</summary>
    public string? Message(int id) => Lines.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)
        .FirstOrDefault(line => line.GetProperty("EventId").GetInt32() == id) is { ValueKind: JsonValueKind.Object } found
        ? found.GetProperty("Message").GetString()
        : null;

    /// <summary>What <c>/readyz</c> says; null when nobody answers.</summary>
    public async Task<HttpStatusCode?> ReadinessAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(Health, "/readyz"));
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Sends the signal to end, as kubelet does.</summary>
    public void Signal() => _program.Signal();

    /// <summary>Waits for its end.</summary>
    public Task<int> ExitCodeAsync() => _program.ExitCodeAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _client.Dispose();
    }

    private static WebhookProgram Launch(string[] args) => new(RunningProgram.Start("admission-guard-webhook", Repository.Root, args));
}
