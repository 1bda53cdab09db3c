using System.Diagnostics;
using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>Runs <c>certs/self-signed.sh</c>.</summary>
internal static class OwnCertificate
{
    /// <summary>Runs the copy of an installation, which writes into that installation. Without openssl the test is skipped.</summary>
    public static async Task<KubectlResult> RunAsync(Installation installation, params string[] args)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "openssl"))), "no openssl on the PATH");
        var start = new ProcessStartInfo("sh", [installation.PathOf("certs/self-signed.sh"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new KubectlResult(process.ExitCode, await output, await error);
    }
}
