using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>Cases of golang.org/x/net/http/httpproxy, which decides for kubectl.</summary>
public sealed class ProxyVariablesTests : IDisposable
{
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("https://api.example.com", "HTTPS_PROXY", "http://proxy:3128/")]
    [InlineData("https://api.example.com", "https_proxy", "http://proxy:3128/")]
    [InlineData("https://api.example.com", "HTTP_PROXY", null)]
    [InlineData("http://api.example.com", "HTTP_PROXY", "http://proxy:3128/")]
    [InlineData("https://localhost:6443", "HTTPS_PROXY", null)]
    [InlineData("https://127.0.0.1:6443", "HTTPS_PROXY", null)]
    [InlineData("https://[::1]:6443", "HTTPS_PROXY", null)]
    public void The_scheme_chooses_the_variable(string server, string variable, string? proxy)
    {
        _place.Set(variable, "proxy:3128");
        Assert.Equal(proxy, ProxyVariables.Find(new Uri(server), _place.Surroundings)?.Address.ToString());
    }

    [Theory]
    [InlineData("api.example.com", "example.com", true)]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", ".example.com", false)]
    [InlineData("api.example.com", ".example.com", true)]
    [InlineData("api.example.com", "*.example.com", true)]
    [InlineData("notexample.com", "example.com", false)]
    [InlineData("api.example.com", "other.org, EXAMPLE.com", true)]
    [InlineData("api.example.com", "*", true)]
    [InlineData("api.example.com", "example.com:6443", true)]
    [InlineData("api.example.com", "example.com:443", false)]
    [InlineData("10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("10.1.2.3", "10.9.9.9/8", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.1.2.3", "3", false)]
    [InlineData("[fd00::1]", "fd00::/8", true)]
    [InlineData("[fd00::1]", "fd00::1", true)]
    [InlineData("[fd00::1]", "[fd00::1]:6443", true)]
    public void NO_PROXY_is_honoured(string host, string noProxy, bool isExcepted)
    {
        _place.Set("HTTPS_PROXY", "http://proxy").Set("NO_PROXY", noProxy);
        Assert.Equal(isExcepted, ProxyVariables.Find(new Uri($"https://{host}:6443"), _place.Surroundings) is null);
    }

    [Fact]
    public void What_a_kubeconfig_says_needs_no_environment_and_heeds_none()
    {
        _place.Set("HTTPS_PROXY", "http://other").Set("NO_PROXY", "*");
        var settings = _place.Settings(Place.Kubeconfig("proxy-url: socks5://proxy:1080"));
        Assert.Equal("socks5://proxy:1080/", settings.Proxy!.Reveal());
        Assert.Equal("other", _place.Set("NO_PROXY", "").Settings(Place.Kubeconfig()).Proxy!.Address.Host);
    }

    [Fact]
    public void A_login_is_used_and_not_shown()
    {
        var proxy = ProxySettings.Parse("http://me:s3c%2Fret@proxy:3128")!;
        Assert.Equal("http://proxy:3128/ with a login, [redacted]", proxy.ToString());
        Assert.Equal("http://me:s3c%2Fret@proxy:3128/", proxy.Reveal());
        var login = proxy.ToWebProxy().Credentials!.GetCredential(new Uri("http://proxy"), "Basic")!;
        Assert.Equal(("me", "s3c/ret"), (login.UserName, login.Password));
    }

    [Fact]
    public void A_variable_that_is_no_proxy_is_an_error_without_its_value()
    {
        _place.Set("HTTPS_PROXY", "gopher://me:s3cret@proxy");
        Assert.Equal(
            "environment variable HTTPS_PROXY: not the address of a proxy; write http://HOST:PORT, https://... or socks5://...",
            _place.Error(() => ProxyVariables.Find(new Uri("https://x"), _place.Surroundings)!));
    }
}
