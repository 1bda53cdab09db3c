using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.Webhook.Tests;

namespace AdmissionGuard.Chain.Tests;

/// <summary>The real kubectl in a folder of its own, where <c>samples/</c> and <c>deploy/</c> are.</summary>
internal sealed class Kubectl : IDisposable
{
    public Kubectl(string kubeconfig)
    {
        Home = new KubectlHome(kubeconfig);
        foreach (var part in (string[])["samples", "deploy"])
        {
            Directory.CreateSymbolicLink(Home.PathOf(part), Path.Combine(Repository.Root, part));
        }
    }

    /// <summary>Its folder.</summary>
    public KubectlHome Home { get; }

    /// <summary>Runs a command.</summary>
    public Task<KubectlResult> RunAsync(params string[] args) => Home.RunAsync(TestContext.Current.CancellationToken, args);

    /// <summary>Runs a command that must succeed, and returns what it prints.</summary>
    public async Task<string> SucceedAsync(params string[] args)
    {
        var result = await RunAsync(args);
        Assert.True(result.ExitCode == 0, $"kubectl {string.Join(' ', args)}: {result}");
        return result.Output;
    }

    /// <summary>Writes a file that commands can name.</summary>
    public void Write(string name, string text) => File.WriteAllText(Home.PathOf(name), text);

    public void Dispose() => Home.Dispose();
}
