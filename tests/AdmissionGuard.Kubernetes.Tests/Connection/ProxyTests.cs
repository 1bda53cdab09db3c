using System.Text;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

public sealed class ProxyTests : IDisposable
{
    private readonly CertificateAuthority _authority = new("cluster", TimeProvider.System);

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Requests_go_through_the_proxy_and_the_server_is_still_verified()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("cluster.example"));
        using var proxy = new ConnectProxy(server.Address.Port);
        await Through(server, proxy.Address, "cluster.example").GetAsync();
        Assert.StartsWith("CONNECT cluster.example:6443 ", Assert.Single(proxy.Tunnels), StringComparison.Ordinal);
        Assert.Contains(
            "its certificate is not one for other.example",
            await Through(server, proxy.Address, "other.example").FailureAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_name_is_asked_for_behind_a_proxy_too()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("kubernetes"));
        using var proxy = new ConnectProxy(server.Address.Port);
        await (Through(server, proxy.Address, "cluster.example") with { TlsServerName = "kubernetes" }).GetAsync();
        Assert.Equal("kubernetes", Assert.Single(server.ServerNames));
        Assert.StartsWith("CONNECT cluster.example:6443 ", Assert.Single(proxy.Tunnels), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_is_given_its_login()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("cluster.example"));
        using var proxy = new ConnectProxy(server.Address.Port, Convert.ToBase64String(Encoding.UTF8.GetBytes("me:s3c/ret")));
        await Through(server, $"me:s3c%2Fret@{proxy.Address}", "cluster.example").GetAsync();
        Assert.Single(proxy.Tunnels);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named_without_its_login()
    {
        await using var server = await TlsServer.StartAsync(_authority.Server("cluster.example"));
        Assert.StartsWith(
            "https://cluster.example:6443/ through http://127.0.0.1:1/: ",
            await Through(server, "me:s3cret@127.0.0.1:1", "cluster.example").FailureAsync(),
            StringComparison.Ordinal);
    }

    private ConnectionSettings Through(TlsServer server, string proxy, string host) => server.Settings(_authority) with
    {
        Server = new Uri($"https://{host}:6443"),
        Proxy = ProxySettings.Parse($"http://{proxy}"),
    };
}
