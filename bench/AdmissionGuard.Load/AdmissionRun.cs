using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Load;

/// <summary>
/// Measures the webhook under load: a synthetic cluster, the real webhook, reviews at a fixed rate over TLS and HTTP/1.1, and pod events
/// beside them; then the same requests, beside the same events, to an endpoint that parses the body and allows.
/// </summary>
internal sealed record AdmissionRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // How long the last lists take, with time to spare.
    private static readonly TimeSpan Relist = TimeSpan.FromSeconds(10);

    public required ClusterSize Size { get; init; }

    public required Mix Mix { get; init; }

    public required int PerSecond { get; init; }

    public required int EventsPerSecond { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>How long nobody looks at the answers: the first seconds compile what is hot.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>The executable.</summary>
    public required string Webhook { get; init; }

    /// <summary>Runs, and prints what came of it. The exit code is 1 when an answer was wrong.</summary>
    public async Task<int> RunAsync()
    {
        using var server = await SyntheticServerProcess.StartAsync(Size);
        using var authority = new CertificateAuthority("load", TimeProvider.System);
        var result = new JsonObject
        {
            ["pods"] = Size.Pods,
            ["policies"] = Size.Namespaces * 3,
            ["services"] = Size.Services,
            ["reviewsPerSecond"] = PerSecond,
            ["eventsPerSecond"] = EventsPerSecond,
            ["seconds"] = Duration.TotalSeconds,
            ["mix"] = new JsonObject(Mix.Shares.Select(share => KeyValuePair.Create(Mix.Name(share.Key), (JsonNode?)share.Value))),
        };
        var (answers, later) = await MeasureWebhookAsync(server, authority, result);
        using (var baseline = await BaselineProcess.StartAsync(authority))
        {
            await LoadAsync(baseline.Address, authority.Pem, WarmUp, seed: 1, Expectation.OfAnybody);
            var allowed = await BesideEventsAsync(server, () => LoadAsync(baseline.Address, authority.Pem, Duration, seed: 2, Expectation.OfAnybody));
            result["millisecondsOfAnEndpointThatAllows"] = Figures.Of(allowed);
            result["medianAgainstIt"] = Math.Round(Figures.Median(answers) / Figures.Median(allowed), 2);
        }

        var wrong = answers.Concat(later).Select(answer => answer.Problem).OfType<string>().ToList();
        result["wrongAnswers"] = wrong.Count;
        Console.WriteLine(result.ToJsonString(Indented));
        wrong.Take(5).ToList().ForEach(Console.Error.WriteLine);
        return wrong.Count == 0 ? 0 : 1;
    }

    private async Task<(List<Answered> Measured, List<Answered> ThroughRelist)> MeasureWebhookAsync(
        SyntheticServerProcess server, CertificateAuthority authority, JsonObject result)
    {
        var clock = Stopwatch.StartNew();
        using var webhook = await WebhookProcess.StartAsync(Webhook, server.Kubeconfig, authority);
        var memory = new ResidentMemory(webhook.Id);
        result["secondsUntilReady"] = Math.Round(clock.Elapsed.TotalSeconds, 1);
        var mebibytes = new JsonObject { ["whenReady"] = memory.Now };
        result["mebibytes"] = mebibytes;

        await LoadAsync(webhook.Address, authority.Pem, WarmUp, seed: 1, Expectation.OfWebhook);
        memory.ForgetPeak();
        var processor = webhook.ProcessorTime;
        var answers = await BesideEventsAsync(server, () => LoadAsync(webhook.Address, authority.Pem, Duration, seed: 2, Expectation.OfWebhook));
        result["milliseconds"] = Figures.Of(answers);
        result["processorShare"] = Math.Round((webhook.ProcessorTime - processor).TotalSeconds / Duration.TotalSeconds, 2);
        mebibytes["settled"] = memory.Now;
        mebibytes["atMost"] = memory.Peak;

        memory.ForgetPeak();
        await server.DoAsync("relist");
        var later = await LoadAsync(webhook.Address, authority.Pem, Relist, seed: 3, Expectation.OfWebhook);
        mebibytes["throughRelist"] = memory.Peak;
        return (answers, later);
    }

    private async Task<List<Answered>> BesideEventsAsync(SyntheticServerProcess server, Func<Task<List<Answered>>> load)
    {
        var events = server.DoAsync($"events {(int)(EventsPerSecond * Duration.TotalSeconds)} {EventsPerSecond}");
        var answers = await load();
        await events;
        return answers;
    }

    private async Task<List<Answered>> LoadAsync(
        Uri address, string authority, TimeSpan duration, int seed, Func<Review, HttpStatusCode, byte[], string?> check)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(authority) },
        };
        using var client = new HttpClient(handler);
        var bodies = new ReviewBodies(Size.Namespaces, new Random(seed));
        return await new OpenLoop(client, address, bodies, Mix).RunAsync(PerSecond, duration, check);
    }
}
