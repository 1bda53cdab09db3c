using System.Net;
using System.Text;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.Webhook.Tests.Admission;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>The program in a process of its own.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly CertificateAuthority _authority = new("webhook-ca", TimeProvider.System);

    public ProgramTests() => _folder.Mount(_authority.Server("127.0.0.1"), "first");

    private string[] Tls => ["--tls-cert", _folder.In("tls/tls.crt"), "--tls-key", _folder.In("tls/tls.key")];

    [Fact]
    public async Task The_signal_to_end_under_load_loses_no_request()
    {
        await using var program = await WebhookProgram.StartAsync(["--cluster", "samples/shop", "--drain", "2s", .. Tls]);
        var review = Requests.Wipe().ToJsonString();
        var answered = 0;
        using var isUnready = new CancellationTokenSource();

        // As a Service does: whoever still sends stops when it has heard that the pod is not ready any more.
        var load = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            using var client = Clients.Trusting(_authority.Pem);
            client.DefaultRequestHeaders.ConnectionClose = i % 4 == 0;
            while (!isUnready.IsCancellationRequested)
            {
                using var content = new StringContent(review, Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync(new Uri($"https://127.0.0.1:{program.Port}/validate?timeout=5s"), content);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Answer.Of(await answer.Content.ReadAsStringAsync());
                Interlocked.Increment(ref answered);
            }
        })).ToList();
        await Eventually.Async(() => Volatile.Read(ref answered) > 200);

        program.Signal();
        await Eventually.Async(async () => await program.ReadinessAsync() == HttpStatusCode.ServiceUnavailable);
        var before = Volatile.Read(ref answered);
        await Eventually.Async(() => Volatile.Read(ref answered) > before + 100);
        await isUnready.CancelAsync();
        await Task.WhenAll(load);

        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Equal("Told to end: not ready any more, and answering for another 2 s", program.Message(2001));
        Assert.Equal("Ended after the last request was answered", program.Message(2002));
    }

    [Theory]
    [InlineData("--tls-cert tls.crt", "admission-guard-webhook: option '--tls-key' is required; run 'admission-guard-webhook --help'")]
    [InlineData("--tls-cert a --tls-key b --prot 1", "admission-guard-webhook: unknown option --prot (did you mean --port?); run 'admission-guard-webhook --help'")]
    [InlineData("--tls-cert a --tls-key b --port x", "admission-guard-webhook: --port x: expected a port, 0 to 65535; run 'admission-guard-webhook --help'")]
    [InlineData("--tls-cert a --tls-key b --drain soon", "admission-guard-webhook: --drain soon: expected a duration such as 5s; run 'admission-guard-webhook --help'")]
    [InlineData("--tls-cert a --tls-key b --port 1 --health-port 1", "admission-guard-webhook: --port and --health-port are both 1: give each a port of its own")]
    [InlineData("--tls-cert a --tls-key b --cluster x --context y", "admission-guard-webhook: --cluster and --context exclude each other: give either files or a live cluster")]
    [InlineData("--tls-cert a --tls-key b --cluster samples/shop", "admission-guard-webhook: --tls-cert a: no such file; correct the path")]
    public async Task Bad_usage_is_one_line_and_exit_code_2(string args, string line)
    {
        var (exitCode, lines) = await WebhookProgram.RunAsync(args.Split(' '));
        Assert.Equal((2, line), (exitCode, string.Join('\n', lines)));
    }

    [Theory]
    [InlineData("cluster/bad.yaml", "kind: Pod", "cluster/bad.yaml:1")]
    [InlineData("config.yaml", "acknowlege: {}", "config.yaml:1:1: unknown key \"acknowlege\" (did you mean acknowledge?)")]
    public async Task Bad_files_are_one_line_that_names_file_and_line(string name, string text, string problem)
    {
        _folder.With("cluster/namespace.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n");
        _folder.With("config.yaml", "");
        _folder.With(name, text);
        var (exitCode, lines) = await WebhookProgram.RunAsync(["--cluster", _folder.In("cluster"), "--config", _folder.In("config.yaml"), .. Tls]);
        Assert.Equal(2, exitCode);
        Assert.Contains(problem, _folder.Without(Assert.Single(lines)), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
