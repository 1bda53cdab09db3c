using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Load;

/// <summary>The webhook as it is shipped: its own process, TLS from files, an API server by kubeconfig.</summary>
internal sealed class WebhookProcess : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private WebhookProcess(Process process, DirectoryInfo directory, Uri address) =>
        (_process, _directory, Address) = (process, directory, address);

    /// <summary>Where it takes reviews.</summary>
    public Uri Address { get; }

    /// <summary>Its number, for the kernel's figures.</summary>
    public int Id => _process.Id;

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<WebhookProcess> StartAsync(string executable, string kubeconfig, CertificateAuthority authority)
    {
        var directory = Directory.CreateTempSubdirectory("webhook-");
        var certificate = authority.Server("127.0.0.1");
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "tls.crt"), certificate.Pem);
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "tls.key"), certificate.KeyPem);
        var (port, health) = (FreePort(), FreePort());
        var start = new ProcessStartInfo(executable)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "--kubeconfig", kubeconfig, "--port", $"{port}", "--health-port", $"{health}", "--address", "127.0.0.1",
                "--tls-cert", Path.Combine(directory.FullName, "tls.crt"), "--tls-key", Path.Combine(directory.FullName, "tls.key"),
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var client = new HttpClient();
        while (!await IsReadyAsync(client, health) && !process.HasExited)
        {
            await Task.Delay(50);
        }

        return process.HasExited
            ? throw new InvalidOperationException("the webhook has ended")
            : new WebhookProcess(process, directory, new Uri($"https://127.0.0.1:{port}/validate?timeout=5s"));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, int port)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
