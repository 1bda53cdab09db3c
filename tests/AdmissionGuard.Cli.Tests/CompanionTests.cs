using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Cli.Tests;

/// <summary><c>verify</c> by the companion: an EnforcementCheck on an API server, and somebody who answers it.</summary>
public sealed class CompanionTests : IAsyncLifetime
{
    private const string Enforced = """
        {"phase":"Done","verdict":"Enforced","probes":"2/2","latency":"0.4s","reasons":[],"completionTime":"2026-11-24T12:03:00Z",
        "probeLines":["✓ shop/job → shop/db TCP 8080 (IPv4) must be blocked: as it must be: nothing arrived","✓ shop/web → shop/db TCP 8080 (IPv4) must arrive: as it must be: arrived"]}
        """;

    private const string NotEnforced = """
        {"phase":"Done","verdict":"NotEnforced","probes":"0/1","reasons":["must be blocked and arrives: shop/job → shop/db TCP 8080 (IPv4)"],
        "probeLines":["✗ shop/job → shop/db TCP 8080 (IPv4) must be blocked: wrong: arrived"],"completionTime":"2026-11-24T12:03:00Z"}
        """;

    private readonly CommandRun _run = new();
    private readonly CancellationTokenSource _stop = new();
    private ApiServer _server = null!;
    private Task _controller = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(new ApiServerOptions { Users = [new ApiUser("nobody") { Token = "nobody-token" }] });
        _server.Store.PutNamespace("shop");
        _server.Store.Put(Json("""
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"db","namespace":"shop"},
            "spec":{"podSelector":{"matchLabels":{"app":"db"}},"policyTypes":["Ingress"]}}
            """));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _controller;
        _stop.Dispose();
        await _server.DisposeAsync();
        _run.Dispose();
    }

    [Fact]
    public void The_companion_is_asked_where_it_is_installed_and_its_answer_is_listed()
    {
        Answering(Enforced);
        var result = Verify("shop/db");
        Assert.Equal(
            """
            ENFORCED  shop/db: 2/2 probes as policies say, the first clean round after 0.4s

              ✓ shop/job → shop/db TCP 8080 (IPv4) must be blocked: as it must be: nothing arrived
              ✓ shop/web → shop/db TCP 8080 (IPv4) must arrive: as it must be: arrived

            note: checked by the companion; kubectl describe enforcementcheck db -n shop

            """,
            result.Output);
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
        Assert.Equal("""{"policyRef":{"name":"db"}}""", Check()!["spec"]!.ToJsonString());
    }

    [Fact]
    public void What_is_not_enforced_is_said_with_its_reasons_and_exit_code_1()
    {
        Answering(NotEnforced);
        var result = Verify("shop/db", "--companion");
        Assert.StartsWith(
            "NOT ENFORCED  shop/db: 0/1 probes as policies say\n  - must be blocked and arrives: shop/job → shop/db TCP 8080 (IPv4)\n\n  ✗ shop/job",
            result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData("Partial", 1)]
    [InlineData("Inconclusive", 3)]
    [InlineData("Excellent", 3)]
    public void The_exit_code_says_what_the_verdict_is(string verdict, int exitCode)
    {
        Answering($$"""{"phase":"Done","verdict":"{{verdict}}","probes":"0/0"}""");
        Assert.Equal(exitCode, Verify("shop/db").ExitCode);
    }

    [Fact]
    public void As_JSON_it_is_what_the_receipt_says()
    {
        Answering(NotEnforced);
        using var json = JsonDocument.Parse(Verify("shop/db", "-o", "json").Output);
        Assert.Equal("NotEnforced", json.RootElement.GetProperty("verdict").GetString());
        var check = Assert.Single(json.RootElement.GetProperty("checks").EnumerateArray());
        Assert.Equal(
            ["policy", "verdict", "probes", "completionTime", "reasons", "lines"], check.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void A_check_that_has_ended_is_made_anew()
    {
        Install();
        _server.Store.Put(Receipt(NotEnforced));
        Answering(Enforced);
        Assert.Equal(0, Verify("shop/db").ExitCode);
    }

    [Fact]
    public void Whoever_may_not_delete_a_receipt_is_shown_it_with_its_time()
    {
        Install();
        _server.Store.Put(Receipt(Enforced));
        _server.Faults.Add(
            Fault.Answer(new TestKit.Http.ApiStatus(403, "Forbidden", "may not delete")), request => request.Method == "DELETE", times: 1);
        var result = Verify("shop/db");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            "note: shop/db was checked at 2026-11-24 12:03 UTC, and this user may not delete that receipt to have it checked again\n", result.Error);
    }

    [Fact]
    public void What_a_receipt_holds_cannot_write_to_the_terminal()
    {
        Answering("""{"phase":"Done","verdict":"Enforced","probes":"1/1\u001b[2J","reasons":["\u001b]0;owned\u0007"],"probeLines":["\u001b[31mred"]}""");
        var result = Verify("shop/db");
        Assert.DoesNotContain(result.Output, character => char.IsControl(character) && character != '\n');
    }

    [Fact]
    public void Where_the_companion_is_not_installed_it_is_probed_from_here_unless_the_companion_is_wanted()
    {
        var local = Verify("shop/db");
        Assert.Equal((2, "admission-guard: this test sends nothing\n"), (local.ExitCode, local.Error));
        var wanted = Verify("shop/db", "--companion");
        Assert.Equal(2, wanted.ExitCode);
        Assert.Equal(
            $"admission-guard: the companion is not installed: {_server.Url}/ has no EnforcementChecks (admission-guard.io/v1alpha1), or no namespace shop; "
            + "install it with kubectl apply -k deploy/companion, or probe from a node with --local\n",
            wanted.Error);
    }

    [Theory]
    [InlineData("--local")]
    [InlineData("--rounds", "1")]
    [InlineData("--plan-only")]
    public void What_says_how_to_probe_means_from_here(params string[] option)
    {
        Install();
        Verify(["shop/db", .. option]);
        Assert.Null(Check());
        var both = Verify(["shop/db", "--companion", .. option]);
        Assert.Equal(
            $"admission-guard: --companion and {option[0]} exclude each other: the companion checks policies that are stored, and in its own way\n", both.Error);
    }

    [Fact]
    public void Whoever_may_not_ask_is_told_what_is_missing()
    {
        Install();
        var result = Verify("nobody", "shop/db", "--companion");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            "admission-guard: may not ask the companion about shop/db: this user needs the verbs get and create on enforcementchecks "
            + "of the API group admission-guard.io in namespace shop\n",
            result.Error);
    }

    [Theory]
    [InlineData("", "none of them leads: kubectl -n admission-guard-verifier get pods")]
    [InlineData("controller-7", "pod controller-7 leads: kubectl -n admission-guard-verifier logs controller-7")]
    public void When_nobody_answers_it_is_said_where_to_look(string holder, string where)
    {
        Install();
        _server.Store.PutNamespace("admission-guard-verifier");
        _server.Store.Put(Json($$"""
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"controller","namespace":"admission-guard-verifier"},"spec":{"holderIdentity":"{{holder}}"} }
            """));
        var result = Verify("shop/db", "--timeout", "1s");
        Assert.Equal(3, result.ExitCode);
        Assert.Equal($"admission-guard: no controller of the companion has taken up EnforcementCheck shop/db in 1 s; {where}\n", result.Error);
    }

    [Fact]
    public void A_verdict_that_does_not_become_final_in_time_is_none()
    {
        Answering("""{"phase":"Running","verdict":"Enforced","provisional":true,"probes":"1/2"}""");
        var result = Verify("shop/db", "--timeout", "1s");
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith(
            "admission-guard: EnforcementCheck shop/db has no final verdict after 1 s, so far Enforced; kubectl get enforcementcheck db -n shop -w follows it; ",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_is_not_there_is_asked_nobody_about()
    {
        Install();
        Assert.Equal("admission-guard: shop/none: the cluster has no such NetworkPolicy\n", Verify("shop/none").Error);
        Assert.Equal("admission-guard: none: expected NAMESPACE/POLICY\n", Verify("none", "--companion").Error);
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static JsonObject Receipt(string status) => Json($$"""
        {"apiVersion":"admission-guard.io/v1alpha1","kind":"EnforcementCheck","metadata":{"name":"db","namespace":"shop"},
        "spec":{"policyRef":{"name":"db"} },"status":{{status}} }
        """);

    private CommandResult Verify(params string[] args)
    {
        var user = args[0] == "nobody" ? "nobody" : null;
        var kubeconfig = _run.File("config", user is null ? _server.Kubeconfig() : _server.Kubeconfig(user));
        return _run.Run(["verify", .. args.Skip(user is null ? 0 : 1), "--kubeconfig", kubeconfig]);
    }

    private void Install() => _server.Store.Put(Json(YamlText.Parse(File.ReadAllText(Repository.PathOf("deploy/companion/enforcementchecks.yaml")))!.ToJsonString()));

    private JsonObject? Check() => _server.Served.All.FirstOrDefault(kind => kind.Plural == "enforcementchecks") is { } kind
        ? _server.Store.Find(kind, "shop", "db")?.ToNode()
        : null;

    // Answers as a controller would: whatever is there without a status.
    private void Answering(string status)
    {
        Install();
        _controller = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                if (Check() is { } check && check["status"] is null)
                {
                    _server.Store.Put(Receipt(status));
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        });
    }
}
