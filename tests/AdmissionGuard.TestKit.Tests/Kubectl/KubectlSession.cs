using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.TestKit.Tests.Kubectl;

/// <summary>A server and a kubectl that knows it. Without a kubectl the test is skipped and says why.</summary>
internal sealed class KubectlSession : IAsyncDisposable
{
    private KubectlSession(ApiServer server)
    {
        Server = server;
        Home = new(server.Kubeconfig());
    }

    public ApiServer Server { get; }

    public KubectlHome Home { get; }

    public static async Task<KubectlSession> StartAsync(ApiServerOptions? options = null)
    {
        Assert.SkipUnless(KubectlBinary.Path is not null, KubectlBinary.Missing);
        return new(await ApiServer.StartAsync(options));
    }

    /// <summary>Runs a command, written as in a shell without quotes, and returns what it printed.</summary>
    public async Task<KubectlResult> RunAsync(string command, string input = "") =>
        await Home.RunAsync(input, TestContext.Current.CancellationToken, command.Split(' '));

    /// <summary>Runs a command that must succeed and returns its output, without the spaces at the ends of lines.</summary>
    public async Task<string> PrintedAsync(string command, string input = "")
    {
        var result = await RunAsync(command, input);
        Assert.True(result.ExitCode == 0, $"kubectl {command}: {result}");
        return string.Join('\n', result.Output.Split('\n').Select(line => line.TrimEnd())).TrimEnd();
    }

    public async ValueTask DisposeAsync()
    {
        Home.Dispose();
        await Server.DisposeAsync();
    }
}
