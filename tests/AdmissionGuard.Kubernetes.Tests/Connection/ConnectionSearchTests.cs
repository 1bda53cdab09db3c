using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

public sealed class ConnectionSearchTests : IDisposable
{
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_named_kubeconfig_comes_before_everything()
    {
        _place.InPod().Set("KUBECONFIG", Config("listed", "https://listed"));
        Home("https://home");
        var named = Config("named", "https://named");
        Assert.Equal("named", ConnectionSearch.ForCommandLine(named, null, _place.Surroundings).Server.Host);
        Assert.Equal("named", ConnectionSearch.ForServer(named, null, _place.Surroundings).Server.Host);
    }

    [Fact]
    public void The_variable_comes_next()
    {
        _place.InPod().Set("KUBECONFIG", Config("listed", "https://listed"));
        Home("https://home");
        Assert.Equal(("listed", "listed"), Hosts());
    }

    [Fact]
    public void The_command_line_prefers_the_home_directory_and_a_server_its_pod()
    {
        _place.InPod();
        Home("https://home");
        Assert.Equal(("home", "10.0.0.1"), Hosts());
    }

    [Fact]
    public void A_pod_is_the_last_resort_of_the_command_line()
    {
        _place.InPod();
        Assert.Equal(("10.0.0.1", "10.0.0.1"), Hosts());
    }

    [Fact]
    public void A_home_directory_is_the_last_resort_of_a_server()
    {
        Home("https://home");
        Assert.Equal(("home", "home"), Hosts());
    }

    [Fact]
    public void A_kubeconfig_without_entries_is_as_good_as_none()
    {
        _place.InPod().With("home/.kube/config", "# nothing yet\n");
        Assert.Equal(("10.0.0.1", "10.0.0.1"), Hosts());
    }

    [Fact]
    public void Files_of_the_variable_that_do_not_exist_are_passed_over()
    {
        _place.Set("KUBECONFIG", $"{_place.In("gone")}{Path.PathSeparator}{Config("listed", "https://listed")}");
        Assert.Equal(("listed", "listed"), Hosts());
    }

    [Fact]
    public void With_the_variable_set_the_home_directory_does_not_count()
    {
        _place.Set("KUBECONFIG", _place.In("gone"));
        Home("https://home");
        Assert.Equal(
            "KUBECONFIG: nothing in gone; correct the variable, or name a file with --kubeconfig",
            _place.Error(() => ConnectionSearch.ForCommandLine(null, null, _place.Surroundings)));
    }

    [Fact]
    public void A_named_kubeconfig_must_exist() => Assert.Equal(
        "gone: no such file; correct the path",
        _place.Error(() => ConnectionSearch.ForCommandLine(_place.In("gone"), null, _place.Surroundings)));

    [Fact]
    public void A_directory_is_no_kubeconfig()
    {
        Directory.CreateDirectory(_place.In("dir"));
        Assert.Equal(
            "dir: is a directory; name a file in it",
            _place.Error(() => ConnectionSearch.ForCommandLine(_place.In("dir"), null, _place.Surroundings)));
    }

    [Fact]
    public void Without_anything_the_message_says_what_to_do() => Assert.Equal(
        "no kubeconfig: home/.kube/config is missing or empty; name a file with --kubeconfig",
        _place.Error(() => ConnectionSearch.ForCommandLine(null, null, _place.Surroundings)));

    [Fact]
    public void A_context_never_means_the_pod()
    {
        _place.InPod();
        Assert.StartsWith(
            "no kubeconfig", _place.Error(() => ConnectionSearch.ForServer(null, "main", _place.Surroundings)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_is_its_service_account()
    {
        var settings = ConnectionSearch.ForServer(null, null, _place.InPod().Surroundings);
        Assert.Equal("https://10.0.0.1/", settings.Server.ToString());
        Assert.Equal("guard", settings.Namespace);
        Assert.Null(settings.Context);
        Assert.Equal(_place.In("account/ca.crt"), settings.CertificateAuthority!.Path);
        Assert.Equal(_place.In("account/token"), settings.Credentials.Token!.Path);
    }

    [Fact]
    public void An_IPv6_service_address_gets_its_brackets() =>
        Assert.Equal("https://[fd00::1]/", ConnectionSearch.ForServer(null, null, _place.InPod("fd00::1").Surroundings).Server.ToString());

    [Fact]
    public void Without_a_token_it_is_no_pod_of_ours()
    {
        _place.InPod();
        File.Delete(_place.In("account/token"));
        Assert.StartsWith(
            "no kubeconfig", _place.Error(() => ConnectionSearch.ForServer(null, null, _place.Surroundings)), StringComparison.Ordinal);
    }

    private (string CommandLine, string Server) Hosts() => (
        ConnectionSearch.ForCommandLine(null, null, _place.Surroundings).Server.Host,
        ConnectionSearch.ForServer(null, null, _place.Surroundings).Server.Host);

    private string Config(string name, string server) => _place.With(name, Place.Kubeconfig(server: server));

    private void Home(string server) => _place.With("home/.kube/config", Place.Kubeconfig(server: server));
}
