using System.Diagnostics;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Load;

/// <summary>A <see cref="BaselineEndpoint"/> in another process, as the webhook is.</summary>
internal sealed class BaselineProcess : IDisposable
{
    private readonly Process _process;

    private BaselineProcess(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it takes reviews.</summary>
    public Uri Address { get; }

    public static async Task<BaselineProcess> StartAsync(CertificateAuthority authority)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["baseline"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var certificate = authority.Server("127.0.0.1");
        await process.StandardInput.WriteLineAsync($"{certificate.Pem.Trim()}\n{certificate.KeyPem.Trim()}\n");
        await process.StandardInput.FlushAsync();
        var line = await process.StandardOutput.ReadLineAsync();
        return new BaselineProcess(process, new Uri(line ?? throw new InvalidOperationException("the baseline has ended")));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
