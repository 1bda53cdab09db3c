using System.Text;
using System.Text.Json;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>Plugins are real programs here: small shell scripts.</summary>
public sealed class ExecTests : IAsyncLifetime
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private const string Hand = "; run it by hand to see what it says";

    private readonly Place _place = new();
    private readonly CertificateAuthority _authority = new("cluster", TimeProvider.System);
    private readonly FakeTime _time = new();
    private TlsServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugins of these tests are shell scripts");
        _server = await TlsServer.StartAsync(_authority.Server("127.0.0.1"));
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _place.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Arguments_and_variables_arrive_as_they_are() // kubernetes-client/csharp#1568
    {
        Script("""printf '%s\n' "$#" "$@" "$EXTRA" > "$(dirname "$0")/seen" """);
        using var client = Open(
            """
            args: [one two, "it's \"quoted\" $HOME", "", "*"]
                  env: [{name: EXTRA, value: "a b"}]
            """);
        await client.GetAsync();
        Assert.Equal("4\none two\nit's \"quoted\" $HOME\n\n*\na b\n", File.ReadAllText(_place.In("seen")));
        Assert.Equal("Bearer T1", Assert.Single(_server.Requests).Authorization);
    }

    [Fact]
    public async Task A_plugin_is_told_in_the_words_of_client_go_who_asks()
    {
        Script("""printf '%s' "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/seen" """);
        using var client = Open("");
        await client.GetAsync();
        Assert.Equal(
            """{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}""",
            File.ReadAllText(_place.In("seen")));
    }

    [Fact]
    public async Task A_plugin_is_told_of_its_cluster_where_it_wants_to_know()
    {
        Script("""printf '%s' "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/seen" """);
        _place.With("ca.crt", _authority.Pem);
        using var client = Open("provideClusterInfo: true", cluster:
            """
            certificate-authority: ca.crt
                tls-server-name: 127.0.0.1
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: "a<b", count: 7, list: [true, null, 1.5]}}]
            """);
        await client.GetAsync();
        var seen = File.ReadAllText(_place.In("seen"))
            .Replace(_server.Address.OriginalString, "SERVER", StringComparison.Ordinal)
            .Replace(Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem)), "CA", StringComparison.Ordinal);
        Assert.Equal(
            """
            {"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":
            {"server":"SERVER","tls-server-name":"127.0.0.1","certificate-authority-data":"CA","config":
            {"audience":"a\u003Cb","count":7,"list":[true,null,1.5]}},"interactive":false}}
            """.ReplaceLineEndings(""),
            seen);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_asked_for_once()
    {
        Script("");
        using var client = Open("");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync()));
        _time.Advance(TimeSpan.FromDays(400));
        await client.GetAsync();
        Assert.Equal(1, Runs());
    }

    [Fact]
    public async Task An_expired_answer_is_asked_for_anew()
    {
        Script("", expires: "2026-01-01T01:00:00Z");
        using var client = Open("");
        await client.GetAsync();
        _time.Advance(TimeSpan.FromMinutes(59));
        await client.GetAsync();
        Assert.Equal(1, Runs());
        _time.Advance(TimeSpan.FromMinutes(1));
        await client.GetAsync();
        Assert.Equal(2, Runs());
    }

    [Fact]
    public async Task A_clock_that_steps_back_is_caught_by_the_refusal()
    {
        Script("", expires: "2026-01-01T01:00:00Z");
        using var client = Open("");
        await client.GetAsync();
        _time.SetWallClock(_time.GetUtcNow().AddDays(-1));
        _server.Require(() => "T2");
        await client.GetAsync();
        Assert.Equal(["Bearer T1", "Bearer T1", "Bearer T2"], _server.Requests.Select(seen => seen.Authorization));
    }

    [Fact]
    public async Task Many_refusals_at_once_ask_once()
    {
        Script("");
        using var client = Open("");
        await client.GetAsync();
        _server.Require(() => "T2");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync()));
        Assert.Equal(2, Runs());
    }

    [Fact]
    public async Task A_refusal_of_what_is_fresh_is_the_answer()
    {
        Script("");
        _server.Require(() => "never");
        using var client = Open("");
        Assert.Equal(401, (await client.RefusalAsync()).Code);
        Assert.Equal(2, Runs());
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task A_certificate_of_a_plugin_is_shown_and_replaced()
    {
        var (alice, bob) = (_authority.Client("alice"), _authority.Client("bob"));
        _place.With("1", Reply(alice));
        _place.With("2", Reply(bob));
        _place.Script("login", """cd "$(dirname "$0")"; echo x >> runs; cat "$(wc -l < runs | tr -d ' ')" """);
        using var client = Open("");
        await client.GetAsync();
        _server.Answer = context =>
        {
            context.Response.StatusCode = context.Connection.ClientCertificate!.Subject == "CN=bob" ? 200 : 401;
            return Task.CompletedTask;
        };
        await client.GetAsync();
        Assert.Equal(["CN=alice", "CN=alice", "CN=bob"], _server.Requests.Select(seen => seen.User));
    }

    [Theory]
    [InlineData("echo s3cret; echo s3cret >&2; exit 3", "has ended with exit code 3" + Hand)]
    [InlineData("echo s3cret", "has printed something else than JSON" + Hand)]
    [InlineData("true", "has printed something else than JSON" + Hand)]
    [InlineData("""echo '["s3cret"]'""", "has not printed an ExecCredential" + Hand)]
    [InlineData("""echo '{"kind":"ExecCredentials"}'""", "has not printed an ExecCredential" + Hand)]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}'""",
        "has answered in another version than client.authentication.k8s.io/v1, which the kubeconfig asks for" + Hand)]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}'""",
        "has given neither a token nor a certificate" + Hand)]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"s3cret"}}'""",
        "has given a certificate without its key, or a key without its certificate" + Hand)]
    [InlineData("""printf %s '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"s3cret\nx"}}'""",
        "has given a token with characters that no header may have" + Hand)]
    [InlineData(
        """echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"s3cret","expirationTimestamp":"soon"}}'""",
        "has given an expirationTimestamp that is no time by RFC 3339" + Hand)]
    [InlineData("head -c 1100000 /dev/zero", "has printed more than 1 MiB" + Hand)]
    public async Task A_plugin_that_fails_is_told_of_without_its_words(string body, string error)
    {
        _place.Script("login", body);
        using var client = Open("args: [s3cret]");
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync());
        Assert.Equal($"config: users[0].user.exec: login {error}", _place.Without(failure.Message));
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_plugin_that_complains_at_length_does_not_get_stuck()
    {
        Script("head -c 1000000 /dev/zero >&2");
        using var client = Open("");
        await client.GetAsync();
    }

    [Fact]
    public async Task A_plugin_that_waits_for_answers_finds_none()
    {
        Script("""read -r answer || echo none > "$(dirname "$0")/seen" """);
        using var client = Open("");
        await client.GetAsync();
        Assert.Equal("none\n", File.ReadAllText(_place.In("seen")));
    }

    [Fact]
    public async Task A_plugin_that_takes_too_long_is_ended_with_all_that_it_has_started()
    {
        _place.Script("login", """cd "$(dirname "$0")"; sleep 600 & echo $! > child; echo $$ > parent; wait""");
        using var client = Open("");
        var call = client.FailureAsync();
        await Eventually.Async(() => File.Exists(_place.In("parent")) && File.ReadAllText(_place.In("parent")).EndsWith('\n'));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal($"config: users[0].user.exec: login has not answered for 2 minutes{Hand}", _place.Without(await call));
        await Eventually.Async(() => IsGone("parent") && IsGone("child"));
    }

    [Fact]
    public async Task A_caller_that_gives_up_ends_the_plugin_and_the_next_one_asks_anew()
    {
        _place.Script("login", $"""cd "$(dirname "$0")"; test -e second || exec sleep 600; {Print("")}""");
        using var client = Open("");
        using var cancellation = new CancellationTokenSource();
        var call = client.GetAsync("/version", cancellation.Token);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        _place.With("second", "");
        await client.GetAsync();
    }

    // Prints T1, T2 and so on, and counts.
    private static string Print(string status) =>
        """
        echo x >> runs
        echo '{"kind":"ExecCredential","apiVersion":"VERSION","status":{"token":"T'$(wc -l < runs | tr -d ' ')'"STATUS}}'
        """
            .Replace("VERSION", V1, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal);

    private static string Reply(IssuedCertificate certificate) => JsonSerializer.Serialize(new
    {
        kind = "ExecCredential",
        apiVersion = V1,
        status = new { clientCertificateData = certificate.Pem, clientKeyData = certificate.KeyPem },
    });

    private bool IsGone(string file)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadAllText(_place.In(file)).Trim()));
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private void Script(string first, string? expires = null) => _place.Script(
        "login", $"{first}\ncd \"$(dirname \"$0\")\"\n{Print(expires is null ? "" : $",\"expirationTimestamp\":\"{expires}\"")}");

    private int Runs() => File.ReadAllLines(_place.In("runs")).Length;

    private ApiClient Open(string exec, string cluster = "certificate-authority: ca.crt")
    {
        _place.With("ca.crt", _authority.Pem);
        var user =
            $"""
            exec:
                  apiVersion: {V1}
                  command: ./login
                  interactiveMode: Never
                  {exec}
            """;
        return ApiClient.Open(_place.Settings(Place.Kubeconfig(cluster, user, _server.Address.OriginalString)), _time);
    }
}
