using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>What <c>certs/self-signed.sh</c> makes, and what it leaves alone.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnCertificateTests
{
    private const string ServiceName = "admission-guard.admission-guard.svc";
    private static readonly string[] Made = ["ca.crt", "ca.key", "tls.crt", "tls.key"];

    [Fact]
    public async Task The_pair_serves_TLS_for_the_Services_name_to_whoever_trusts_the_root()
    {
        using var installation = Installation.Copy();
        var result = await OwnCertificate.RunAsync(installation);
        Assert.True(result.ExitCode == 0, result.ToString());
        await using var webhook = await RunningWebhook.StartAsync(configure: options => options with
        {
            Certificate = Place(installation, "tls.crt"),
            Key = Place(installation, "tls.key"),
        });

        using var client = Clients.Trusting(await ReadAsync(installation, "ca.crt"));
        Assert.Equal((HttpStatusCode.OK, "2"), await PostAsync(client, webhook, ServiceName));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, webhook, "other.admission-guard.svc"));
        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
    }

    [Fact]
    public async Task Run_again_it_changes_nothing()
    {
        using var installation = Installation.Copy();
        await OwnCertificate.RunAsync(installation);
        var before = await AllAsync(installation);

        var again = await OwnCertificate.RunAsync(installation);

        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.EndsWith("nothing to do\n", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, await AllAsync(installation));
        Assert.Equal(Made, Others(installation));
    }

    [Theory]
    [InlineData("tls.key", "tls.key is missing")]
    [InlineData("ca.crt", "ca.crt is missing")]
    public async Task What_is_no_good_any_more_is_not_overwritten_unasked(string missing, string complaint)
    {
        using var installation = Installation.Copy();
        await OwnCertificate.RunAsync(installation);
        File.Delete(Place(installation, missing));

        var result = await OwnCertificate.RunAsync(installation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{complaint}. Nothing was overwritten: ", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Place(installation, missing)));
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_renewed_under_the_same_root_when_asked()
    {
        using var installation = Installation.Copy();
        await OwnCertificate.RunAsync(installation, "--days", "20");
        var root = await ReadAsync(installation, "ca.crt");
        var old = await ReadAsync(installation, "tls.crt");
        var refused = await OwnCertificate.RunAsync(installation);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("tls.crt ends within 30 days. Nothing was overwritten", refused.Error, StringComparison.Ordinal);
        Assert.Equal(old, await ReadAsync(installation, "tls.crt"));

        var renewed = await OwnCertificate.RunAsync(installation, "--renew");

        Assert.True(renewed.ExitCode == 0, renewed.ToString());
        Assert.Equal(root, await ReadAsync(installation, "ca.crt"));
        using var leaf = X509Certificate2.CreateFromPemFile(Place(installation, "tls.crt"), Place(installation, "tls.key"));
        Assert.True(leaf.NotAfter > leaf.NotBefore.AddDays(364));
        using var chain = new X509Chain { ChainPolicy = Clients.Trust(root) };
        Assert.True(chain.Build(leaf));
    }

    [Fact]
    public async Task With_force_everything_is_new()
    {
        using var installation = Installation.Copy();
        await OwnCertificate.RunAsync(installation);
        var before = await AllAsync(installation);

        var forced = await OwnCertificate.RunAsync(installation, "--force");

        Assert.True(forced.ExitCode == 0, forced.ToString());
        Assert.All(before.Zip(await AllAsync(installation)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task Keys_are_for_their_owner_only()
    {
        using var installation = Installation.Copy();
        await OwnCertificate.RunAsync(installation);

        Assert.All(
            (string[])["ca.key", "tls.key"],
            name => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Place(installation, name))));
    }

    [Theory]
    [InlineData("--days", "0")]
    [InlineData("--days", "4000")]
    [InlineData("--dry-run")]
    [InlineData("--out")]
    public async Task Mistakes_on_its_command_line_make_nothing(params string[] args)
    {
        using var installation = Installation.Copy();

        var result = await OwnCertificate.RunAsync(installation, args);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("self-signed.sh: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Others(installation));
    }

    private static string Place(Installation installation, string name) => installation.PathOf(Installation.SelfSigned, name);

    private static Task<string> ReadAsync(Installation installation, string name) => File.ReadAllTextAsync(Place(installation, name));

    private static Task<string[]> AllAsync(Installation installation) => Task.WhenAll(Made.Select(name => ReadAsync(installation, name)));

    // Everything in the directory but the kustomization: a script that fails must not leave scraps either.
    private static string[] Others(Installation installation) =>
    [
        .. Directory.EnumerateFileSystemEntries(installation.PathOf(Installation.SelfSigned))
            .Select(path => Path.GetFileName(path))
            .Where(name => name != "kustomization.yaml")
            .Order(StringComparer.Ordinal),
    ];

    // The name in the Host header is the one that the client verifies the certificate for.
    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(HttpClient client, RunningWebhook webhook, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Validate) { Content = new StringContent("{}") };
        request.Headers.Host = name;
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
