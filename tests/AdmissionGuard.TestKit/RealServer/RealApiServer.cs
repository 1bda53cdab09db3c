using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.TestKit.RealServer;

/// <summary>
/// An etcd and a kube-apiserver without anything behind them, as envtest starts them: <c>KUBEBUILDER_ASSETS</c> names the directory of
/// both. Nothing runs in it; pods stay what they were written as.
/// </summary>
public sealed class RealApiServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kube-apiserver-");
    private readonly CertificateAuthority _authority = new("real-cluster", TimeProvider.System);
    private readonly List<Process> _processes = [];

    private RealApiServer(int port) => Url = $"https://127.0.0.1:{port}";

    /// <summary>The directory of the two programs; null when the environment names none.</summary>
    public static string? Assets => Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } assets ? assets : null;

    /// <summary>Where it is.</summary>
    public string Url { get; }

    /// <summary>Starts both and waits until the API server is ready.</summary>
    /// <exception cref="InvalidOperationException">One of them does not start; the message holds what it printed last.</exception>
    public static async Task<RealApiServer> StartAsync(string assets)
    {
        var server = new RealApiServer(FreePort());
        try
        {
            await server.StartEtcdAsync(assets);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A kubeconfig for a user with a client certificate.</summary>
    public string Kubeconfig(string user = "admin", params string[] groups) => KubeconfigText.Of(
        Url, _authority.Pem, new ApiUser(user), _authority.Client(user, groups.Length == 0 ? [ApiUser.Masters] : groups), "default");

    /// <summary>A kubeconfig for whoever has a token, such as one of <c>kubectl create token</c>.</summary>
    public string KubeconfigOf(string user, string token) =>
        KubeconfigText.Of(Url, _authority.Pem, new ApiUser(user) { Token = token }, certificate: null, "default");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task StartEtcdAsync(string assets)
    {
        var etcd = $"http://127.0.0.1:{FreePort()}";
        var log = Run(Path.Combine(assets, "etcd"), [
            $"--data-dir={In("etcd")}", $"--listen-client-urls={etcd}", $"--advertise-client-urls={etcd}",
            "--listen-peer-urls=http://127.0.0.1:0", "--unsafe-no-fsync"]);
        using var plain = new HttpClient();
        await WaitAsync(plain, $"{etcd}/health", log);

        var certificate = _authority.Server("127.0.0.1", "localhost", "kubernetes");
        using var signing = RSA.Create(2048);
        log = Run(Path.Combine(assets, "kube-apiserver"), [
            $"--etcd-servers={etcd}", $"--cert-dir={In("certs")}", "--bind-address=127.0.0.1", $"--secure-port={new Uri(Url).Port}",
            $"--tls-cert-file={In("server.pem", certificate.Pem)}", $"--tls-private-key-file={In("server.key", certificate.KeyPem)}",
            $"--client-ca-file={In("ca.pem", _authority.Pem)}", "--authorization-mode=RBAC", "--allow-privileged=true",
            "--service-cluster-ip-range=10.0.0.0/24", "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-signing-key-file={In("sa.key", signing.ExportPkcs8PrivateKeyPem())}",
            $"--service-account-key-file={In("sa.pub", signing.ExportSubjectPublicKeyInfoPem())}",

            // It would wait for the token controller, which is not there.
            "--disable-admission-plugins=ServiceAccount"]);
        using var handler = TrustingHandler();
        using var secure = new HttpClient(handler);
        await WaitAsync(secure, $"{Url}/readyz", log);
    }

    private SocketsHttpHandler TrustingHandler()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(_authority.Pem) },
        };
        handler.SslOptions.ClientCertificates = [_authority.Client("starter", ApiUser.Masters).Load()];
        return handler;
    }

    private ProcessLog Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        _processes.Add(process);
        return new ProcessLog(process);
    }

    private static async Task WaitAsync(HttpClient client, string url, ProcessLog log)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(url), patience.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!log.HasExited)
            {
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                throw new InvalidOperationException($"{url} does not answer. The last lines of its log:\n{log.Tail}", e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private string In(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
