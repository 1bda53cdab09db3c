using System.Text;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

public sealed class KubeconfigTests : IDisposable
{
    private const string Two =
        """
        current-context: main
        contexts:
        - {name: main, context: {cluster: one, user: me}}
        - {name: Main, context: {cluster: two, namespace: shop}}
        clusters:
        - {name: one, cluster: {server: "https://one"}}
        - {name: two, cluster: {server: "https://two"}}
        users:
        - {name: me, user: {token: t}}
        """;

    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Case_counts_in_the_name_of_a_context()
    {
        Assert.Equal("one", _place.Settings(Two).Server.Host);
        Assert.Equal("one", _place.Settings(Two, "main").Server.Host);
        var two = _place.Settings(Two, "Main");
        Assert.Equal(("two", "shop", "Main"), (two.Server.Host, two.Namespace, two.Context));
        Assert.Equal(Credentials.None, two.Credentials);
    }

    [Fact]
    public void An_unknown_context_is_answered_with_the_known_ones() =>
        Assert.Equal("config: no context \"MAIN\"; there is \"Main\", \"main\"", _place.ErrorOf(Two, "MAIN"));

    [Fact]
    public void Many_contexts_are_not_all_listed()
    {
        var many = "contexts:\n" + string.Concat(Enumerable.Range(10, 25).Select(i => $"- name: c{i}\n"));
        var error = _place.ErrorOf(many, "x");
        Assert.EndsWith("\"c19\" and 15 more", error, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_is_read_too() => Assert.Equal(
        "one",
        _place.Settings(
            """
            {"current-context":"c","contexts":[{"name":"c","context":{"cluster":"x"}}],
             "clusters":[{"name":"x","cluster":{"server":"https://one:6443"}}]}
            """).Server.Host);

    [Theory]
    [InlineData("contexts: [{name: a}]", "config: current-context: is not set; choose a context with --context: there is \"a\"")]
    [InlineData(
        "current-context: b\ncontexts: [{name: a}]",
        "config: current-context: no context \"b\"; there is \"a\"; choose one with --context")]
    [InlineData(
        "current-context: a\ncontexts: [{name: a, context: {user: u}}]",
        "config:2:31: contexts[0].context.cluster: is missing; name an entry of clusters")]
    [InlineData(
        "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]",
        "config:2:31: contexts[0].context.cluster: there is no cluster \"c\" in clusters; there is none at all")]
    [InlineData(
        "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n"
            + "clusters: [{name: c, cluster: {server: https://c}}]\nusers: [{name: v}]",
        "config:2:31: contexts[0].context.user: there is no user \"u\" in users; there is \"v\"")]
    [InlineData("clusters: [{cluster: {}}]", "config:1:12: clusters[0].name: is missing; give this entry a name")]
    [InlineData(
        "users: [{name: u}, {name: u}]", "config:1:20: users[1].name: \"u\" appears twice in this list; remove one of them")]
    [InlineData("users: {}", "config:1:8: users: a list is expected")]
    [InlineData("contexts: [{name: 1}]", "config:1:19: contexts[0].name: a string is expected; put the value in quotes")]
    [InlineData("a: [", "config:2:1: not valid YAML: ")]
    [InlineData("a: 1\na: 2", "config:2:1: key [redacted] appears twice in one mapping; remove one of them")]
    [InlineData("{\"users\": [}", "config:1:12: not valid JSON: unexpected [redacted]")]
    public void A_mistake_is_told_with_its_place(string kubeconfig, string error) =>
        Assert.StartsWith(error, _place.ErrorOf(kubeconfig), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "cluster.example:6443", "clusters[0].cluster.server: not an http or https address; write https://HOST:PORT")]
    [InlineData("", "ftp://x", "clusters[0].cluster.server: not an http or https address; write https://HOST:PORT")]
    [InlineData("", "''", "clusters[0].cluster.server: is missing; write https://HOST:PORT")]
    [InlineData(
        "",
        "https://me:s3cret@x",
        "clusters[0].cluster.server: only scheme, host, port and path belong here; put credentials into users")]
    [InlineData(
        "proxy-url: ftp://user:s3cret@x",
        "https://x",
        "clusters[0].cluster.proxy-url: not the address of a proxy; write http://HOST:PORT, https://... or socks5://...")]
    [InlineData("proxy-url: 'http://me#s3cret@x'", "https://x", "clusters[0].cluster.proxy-url: not the address of a proxy")]
    [InlineData("tls-server-name: '::1'", "https://x", "clusters[0].cluster.tls-server-name: not a host name")]
    [InlineData(
        "tls-server-name: https://x",
        "https://x",
        "clusters[0].cluster.tls-server-name: not a host name; write it without scheme and port")]
    [InlineData(
        "{insecure-skip-tls-verify: true, certificate-authority: ca.crt}",
        "",
        "clusters[0].cluster.insecure-skip-tls-verify: cannot be true where a certificate authority is given; remove one of the two")]
    [InlineData(
        "certificate-authority-data: '%s3cret'",
        "https://x",
        "clusters[0].cluster.certificate-authority-data: not base64; write it with 'base64 -w0 FILE', "
            + "or name the file with the field without -data")]
    [InlineData("insecure-skip-tls-verify: 'yes'", "https://x", "clusters[0].cluster.insecure-skip-tls-verify: true or false is expected")]
    public void A_mistake_in_a_cluster_is_told_with_its_field(string field, string server, string error)
    {
        var text = field.StartsWith('{')
            ? Place.Kubeconfig("insecure-skip-tls-verify: true\n    certificate-authority: ca.crt")
            : Place.Kubeconfig(field, server: server);
        AssertError(error, _place.ErrorOf(text));
    }

    [Theory]
    [InlineData("username: me", "username: API servers know no passwords")]
    [InlineData("password: 53237", "username: API servers know no passwords")]
    [InlineData("auth-provider: {name: gcp}", "auth-provider: is no longer part of Kubernetes (since 1.26); use an exec plugin")]
    [InlineData("as: admin", "as: impersonation is not supported")]
    [InlineData("as-groups: [a]", "as-groups: impersonation is not supported")]
    [InlineData("tokenFile: \"a\\0b\"", "tokenFile: holds a NUL character; remove it")]
    [InlineData("token: 53237", "token: a string is expected; put the value in quotes")]
    [InlineData("client-certificate: a", "client-key: is missing beside client-certificate; give both or none")]
    [InlineData("client-key: a", "client-certificate: is missing beside client-key; give both or none")]
    [InlineData("client-key-data: 's3cret%'", "client-key-data: not base64")]
    public void A_mistake_in_a_user_is_told_with_its_field(string user, string error) =>
        AssertError($"users[0].user.{error}", _place.ErrorOf(Place.Kubeconfig(user: user)));

    [Fact]
    public void Credentials_are_for_https_only()
    {
        AssertError(
            "users[0].user: credentials are sent over https only, and the server is http://x/; write https there",
            _place.ErrorOf(Place.Kubeconfig(user: "token: s3cret", server: "http://x")));
        Assert.Equal("http", _place.Settings(Place.Kubeconfig(server: "http://x")).Server.Scheme);
    }

    [Fact]
    public void Data_comes_before_the_path()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes("x"));
        var settings = _place.Settings(Place.Kubeconfig(
            $"certificate-authority: nowhere\n    certificate-authority-data: {data}",
            $"client-certificate: nowhere\n    client-certificate-data: {data}\n    client-key: nowhere\n    client-key-data: {data}"));
        Assert.All(
            new[] { settings.CertificateAuthority!, settings.Credentials.Certificate!.Certificate, settings.Credentials.Certificate.Key },
            source => Assert.Equal("x", Encoding.UTF8.GetString(source.Read())));
        Assert.Equal("config: clusters[0].cluster.certificate-authority-data", _place.Without(settings.CertificateAuthority!.Name));
    }

    [Fact]
    public void A_token_file_comes_before_the_token() => Assert.Equal(
        _place.In("t"), _place.Settings(Place.Kubeconfig(user: "token: a\n    tokenFile: t")).Credentials.Token!.Path);

    [Fact]
    public void The_first_file_that_names_something_has_it_whole_and_relative_paths_start_at_the_file_that_names_them()
    {
        var first = _place.With("a/one", "contexts: [{name: c, context: {cluster: k, user: u}}]\nusers: [{name: u, user: {tokenFile: t}}]");
        var second = _place.With(
            "b/two",
            """
            current-context: c
            clusters: [{name: k, cluster: {server: "https://second", certificate-authority: ../ca}}]
            users: [{name: u, user: {tokenFile: other, client-certificate: x, client-key: y}}]
            """);
        var third = _place.With(
            "three", "current-context: d\nclusters: [{name: k, cluster: {server: 'https://third', tls-server-name: n}}]");
        _place.Set("KUBECONFIG", string.Join(Path.PathSeparator, first, second, second, third));
        var settings = ConnectionSearch.ForCommandLine(null, null, _place.Surroundings);
        Assert.Equal("second", settings.Server.Host);
        Assert.Null(settings.TlsServerName);
        Assert.Equal(_place.In("ca"), settings.CertificateAuthority!.Path);
        Assert.Equal(_place.In("a/t"), settings.Credentials.Token!.Path);
        Assert.Null(settings.Credentials.Certificate);
    }

    [Fact]
    public void An_error_in_a_file_further_down_names_that_file()
    {
        var first = _place.With("one", "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]");
        var second = _place.With("two", "clusters: [{name: k, cluster: {server: 'nowhere'}}]");
        _place.Set("KUBECONFIG", string.Join(Path.PathSeparator, first, second));
        Assert.StartsWith(
            "two:1:31: clusters[0].cluster.server: ",
            _place.Error(() => ConnectionSearch.ForCommandLine(null, null, _place.Surroundings)),
            StringComparison.Ordinal);
    }

    private static void AssertError(string expected, string error)
    {
        Assert.Contains(": " + expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
        Assert.DoesNotContain("53237", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }
}
