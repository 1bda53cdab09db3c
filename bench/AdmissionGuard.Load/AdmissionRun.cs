using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Load;

/// <summary>
/// Measures the webhook under load: a synthetic cluster, the real webhook, reviews at a fixed rate over TLS and HTTP/1.1, and pod events
/// beside them; then the same requests to an endpoint that parses the body and allows.
/// </summary>
internal static class AdmissionRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(ClusterSize size, int perSecond, int eventsPerSecond, int seconds)
    {
        using var server = await SyntheticServerProcess.StartAsync(size);
        using var authority = new CertificateAuthority("load", TimeProvider.System);
        var clock = Stopwatch.StartNew();
        using var webhook = await WebhookProcess.StartAsync(server.Kubeconfig, authority);
        var memory = new ResidentMemory(webhook.Id);
        var result = new JsonObject
        {
            ["pods"] = size.Pods,
            ["namespaces"] = size.Namespaces,
            ["policies"] = size.Namespaces * 3,
            ["reviewsPerSecond"] = perSecond,
            ["eventsPerSecond"] = eventsPerSecond,
            ["seconds"] = seconds,
            ["secondsUntilReady"] = Math.Round(clock.Elapsed.TotalSeconds, 1),
            ["mebibytesWhenReady"] = memory.Now,
        };

        // The first seconds compile what is hot; nobody waits for these answers.
        await LoadAsync(webhook.Address, authority.Pem, size, perSecond, TimeSpan.FromSeconds(5), seed: 1);
        memory.ForgetPeak();
        var processor = webhook.ProcessorTime;
        var events = server.DoAsync($"events {eventsPerSecond * seconds} {eventsPerSecond}");
        var answers = await LoadAsync(webhook.Address, authority.Pem, size, perSecond, TimeSpan.FromSeconds(seconds), seed: 2);
        await events;
        result["milliseconds"] = Figures.Of(answers);
        result["mebibytesUnderLoad"] = memory.Now;
        result["mebibytesAtMost"] = memory.Peak;
        result["processorShare"] = Math.Round((webhook.ProcessorTime - processor).TotalSeconds / seconds, 2);

        memory.ForgetPeak();
        await server.DoAsync("relist");
        await LoadAsync(webhook.Address, authority.Pem, size, perSecond, TimeSpan.FromSeconds(10), seed: 3);
        result["mebibytesThroughRelist"] = memory.Peak;

        await using var baseline = await BaselineEndpoint.StartAsync(authority);
        await LoadAsync(baseline.Address, authority.Pem, size, perSecond, TimeSpan.FromSeconds(5), seed: 1);
        var allowed = await LoadAsync(baseline.Address, authority.Pem, size, perSecond, TimeSpan.FromSeconds(seconds), seed: 2);
        result["millisecondsOfAnEndpointThatAllows"] = Figures.Of(allowed);
        Console.WriteLine(result.ToJsonString(Indented));
        return answers.TrueForAll(answer => answer.IsGood) ? 0 : 1;
    }

    private static async Task<List<Answered>> LoadAsync(Uri address, string authority, ClusterSize size, int perSecond, TimeSpan duration, int seed)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(authority) },
        };
        using var client = new HttpClient(handler);
        return await new OpenLoop(client, address, new ReviewBodies(size.Namespaces, new Random(seed))).RunAsync(perSecond, duration);
    }
}
