using System.Net;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Hosting;
using AdmissionGuard.Webhook.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.Webhook.Tests.Configuration;

public sealed class ConfigurationReloadTests
{
    private readonly FakeTime _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_changed_file_counts_within_ten_seconds()
    {
        await using var webhook = await StartAsync("onFailure: allow\n");
        Assert.Equal("Allow", await AskAsync(webhook));
        webhook.Folder.With("config.yaml", "onFailure: deny\n");
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.Async(() => webhook.Log.Of(2020).Count == 1);
        Assert.Equal("Deny", await AskAsync(webhook));
    }

    [Fact]
    public async Task A_broken_file_keeps_the_old_configuration_and_says_so_in_the_log_in_readyz_and_in_a_metric()
    {
        await using var webhook = await StartAsync("onFailure: deny\n");
        webhook.Folder.With("config.yaml", "onFailure: deny\ndisclos: cluster\n");
        _time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.Async(() => webhook.Log.Of(2021).Count > 0);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("Deny", await AskAsync(webhook));

        var (status, text) = await webhook.GetAsync("/readyz?verbose");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(
            "[+]configuration ok: the previous one is kept: config.yaml:2:1: unknown key \"disclos\" (did you mean disclose?)",
            webhook.Folder.Without(text),
            StringComparison.Ordinal);
        var metrics = (await webhook.GetAsync("/metrics")).Text;
        Assert.Contains("\nadmission_guard_configuration_outdated 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nadmission_guard_configuration_reloads_total{result=\"refused\"} 1\n", metrics, StringComparison.Ordinal);

        webhook.Folder.With("config.yaml", "onFailure: allow\n");
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.Async(() => webhook.Log.Of(2020).Count == 1);
        Assert.Equal("Allow", await AskAsync(webhook));
        Assert.Single(webhook.Log.Of(2021));
        Assert.Contains("\nadmission_guard_configuration_outdated 0\n", (await webhook.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_keeps_the_old_configuration()
    {
        await using var webhook = await StartAsync("onFailure: deny\n");
        File.Delete(webhook.Folder.In("config.yaml"));
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.Async(() => webhook.Log.Of(2021).Count == 1);
        Assert.Equal("Deny", await AskAsync(webhook));
    }

    [Fact]
    public async Task Without_a_file_the_defaults_count()
    {
        await using var webhook = await RunningWebhook.StartAsync(make: Answer, time: _time);
        Assert.Equal("Allow", await AskAsync(webhook));
        Assert.Contains("[+]configuration ok\n", (await webhook.GetAsync("/readyz?verbose")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_broken_file_at_the_start_is_an_error()
    {
        var broken = await Assert.ThrowsAsync<SettingException>(() => StartAsync("onFailure: perhaps\n"));
        Assert.EndsWith("config.yaml:1:12: onFailure: \"perhaps\" is not known; expected allow or deny", broken.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<SettingException>(
            () => RunningWebhook.StartAsync(configure: options => options with { Configuration = "/nowhere/config.yaml" }));
        Assert.Equal("--config /nowhere/config.yaml: no such file; correct the path", missing.Message);
    }

    [Fact]
    public async Task A_contract_beside_the_file_is_followed_too_and_a_bad_one_is_not_taken()
    {
        var path = "";
        await using var webhook = await RunningWebhook.StartAsync(
            time: _time,
            make: parts => context => context.Response.WriteAsync($"{parts.Configuration().Guard.Contract?.Lines.Single().Place}"),
            prepare: folder =>
            {
                folder.With("connectivity.yaml", "mustAllow:\n- {from: 10.0.0.0/8, to: {namespace: shop}}\n");
                path = folder.With("config.yaml", "contract: connectivity.yaml\n");
            },
            configure: options => options with { Configuration = path });
        Assert.Equal("connectivity.yaml:2", await AskAsync(webhook));

        webhook.Folder.With("connectivity.yaml", "mustAllow:\n- {from: 10.0.0.0/8}\n");
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.Async(() => webhook.Log.Of(2021).Count == 1);
        Assert.Contains("connectivity.yaml:2:3: mustAllow[0].to: missing", Assert.Single(webhook.Log.Of(2021)), StringComparison.Ordinal);
        Assert.Equal("connectivity.yaml:2", await AskAsync(webhook));

        webhook.Folder.With("connectivity.yaml", "# moved\nmustAllow:\n- {from: 10.0.0.0/8, to: {namespace: shop}}\n");
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.Async(() => webhook.Log.Of(2020).Count == 1);
        Assert.Equal("connectivity.yaml:3", await AskAsync(webhook));
    }

    [Fact]
    public async Task A_contract_that_is_not_there_is_an_error()
    {
        var missing = await Assert.ThrowsAsync<SettingException>(() => StartAsync("contract: nowhere.yaml\n"));
        Assert.EndsWith("nowhere.yaml: no such file; correct the path", missing.Message, StringComparison.Ordinal);
    }

    private static RequestDelegate Answer(AdmissionParts parts) => context => context.Response.WriteAsync($"{parts.Configuration().OnFailure}");

    private static async Task<string> AskAsync(RunningWebhook webhook) => (await webhook.PostAsync(new StringContent("?"))).Text;

    private async Task<RunningWebhook> StartAsync(string yaml)
    {
        var path = "";
        return await RunningWebhook.StartAsync(
            time: _time,
            make: Answer,
            prepare: folder => path = folder.With("config.yaml", yaml),
            configure: options => options with { Configuration = path });
    }
}
