using System.Diagnostics;
using System.Text.Json;
using AdmissionGuard.Webhook.Tests.Deploy;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>The sessions with kubectl and curl on the first page: what they show is what is printed.</summary>
public sealed class ReadmeTests
{
    private const string Page = "README.md";
    private const string MessageAlone = " | jq -r .response.status.message";

    [Fact]
    public async Task The_session_with_kubectl_shows_what_is_printed()
    {
        await using var cluster = await GuardedCluster.StartAsync(isServerSide: true);
        await ShownSession.HoldsAsync(Page, "kubectl apply --server-side -f samples/changes/01", async command =>
        {
            var result = await cluster.RunAsync(command["kubectl ".Length..]);
            return (result.ExitCode, $"{result.Error}{result.Output}");
        });
    }

    [Fact]
    public async Task The_session_with_curl_shows_what_is_printed()
    {
        using var installation = Installation.Copy();
        Directory.CreateDirectory(installation.PathOf("tls"));
        var made = await OwnCertificate.RunAsync(installation, "--out", installation.PathOf("tls"));
        Assert.True(made.ExitCode == 0, made.ToString());
        await using var program = await WebhookProgram.StartAsync(
            "--cluster", "samples/shop", "--tls-cert", installation.PathOf("tls", "tls.crt"), "--tls-key", installation.PathOf("tls", "tls.key"));
        await ShownSession.HoldsAsync(Page, "curl ", async command =>
        {
            Assert.EndsWith(MessageAlone, command, StringComparison.Ordinal);
            var own = command[..^MessageAlone.Length].Replace("8443", $"{program.Port}", StringComparison.Ordinal)
                .Replace(" artifacts/tls/", $" {installation.PathOf("tls")}/", StringComparison.Ordinal);
            var (exitCode, printed) = await ShellAsync(own);
            using var answer = JsonDocument.Parse(printed);
            return (exitCode, answer.RootElement.GetProperty("response").GetProperty("status").GetProperty("message").GetString() + "\n");
        });
    }

    private static async Task<(int ExitCode, string Printed)> ShellAsync(string command)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "no /usr/bin/curl");
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, printed);
    }
}
