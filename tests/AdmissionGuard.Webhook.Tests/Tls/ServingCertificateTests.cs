using System.Security.Cryptography;
using System.Text;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Tls;

namespace AdmissionGuard.Webhook.Tests.Tls;

public sealed class ServingCertificateTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly CertificateAuthority _authority;
    private readonly IssuedCertificate _pair;

    public ServingCertificateTests()
    {
        _authority = new CertificateAuthority("ca", _time);
        _pair = _authority.Server("guard.svc", "127.0.0.1");
    }

    [Fact]
    public void A_pair_is_read_with_its_names_and_its_end()
    {
        var certificate = Parse(_pair.Pem, _pair.KeyPem);
        Assert.Equal(["guard.svc", "127.0.0.1"], certificate.Names);
        Assert.Equal(_time.GetUtcNow().AddDays(1), certificate.NotAfter);
        Assert.Equal(_time.GetUtcNow().AddHours(-1), certificate.NotBefore);
    }

    [Fact]
    public void The_first_certificate_is_the_servers_own_and_others_may_follow() =>
        Assert.Equal("CN=guard.svc", Parse(_pair.Pem + "\n" + _authority.Pem, _pair.KeyPem).Leaf.Subject);

    [Fact]
    public void Text_around_the_PEM_does_no_harm() =>
        Assert.Equal("CN=guard.svc", Parse("subject=CN = guard.svc\n" + _pair.Pem, "# the key\n" + _pair.KeyPem).Leaf.Subject);

    [Fact]
    public void An_RSA_key_in_its_old_form_is_read()
    {
        using var key = RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(_time.GetUtcNow(), _time.GetUtcNow().AddDays(1));
        Assert.Equal("CN=rsa", Parse(certificate.ExportCertificatePem(), key.ExportRSAPrivateKeyPem()).Leaf.Subject);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused() => Assert.Equal(
        "key: is not the key of the first certificate in crt; put a pair there that was issued together",
        Error(_pair.Pem, _authority.Server("other").KeyPem));

    [Fact]
    public void A_key_of_another_kind_is_refused()
    {
        using var rsa = RSA.Create(2048);
        Assert.Equal(
            "key: is not the key of the first certificate in crt; put a pair there that was issued together",
            Error(_pair.Pem, rsa.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void A_chain_that_begins_with_the_authority_is_refused() => Assert.StartsWith(
        "key: is not the key of the first certificate in crt", Error(_authority.Pem + "\n" + _pair.Pem, _pair.KeyPem), StringComparison.Ordinal);

    [Fact]
    public void An_ended_certificate_is_refused() => Assert.Equal(
        "crt: the certificate ended at 2025-12-31T23:59:59Z; put a new one there",
        Error(_authority.Server(_time.GetUtcNow().AddSeconds(-1), "guard.svc")));

    [Fact]
    public void Files_without_PEM_are_refused()
    {
        Assert.Equal("crt: no certificate in it; PEM is expected, -----BEGIN CERTIFICATE-----", Error("", _pair.KeyPem));
        Assert.Equal("key: no private key in it; PEM is expected, -----BEGIN PRIVATE KEY-----", Error(_pair.Pem, ""));
        Assert.Equal("key: no private key in it; PEM is expected, -----BEGIN PRIVATE KEY-----", Error(_pair.Pem, _pair.Pem));
    }

    [Fact]
    public void Broken_PEM_is_refused()
    {
        Assert.Equal(
            "crt: a certificate in it is broken; put PEM there as it was issued",
            Error("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", _pair.KeyPem));
        Assert.Equal(
            "key: the private key in it is broken; put PEM there as it was issued",
            Error(_pair.Pem, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    }

    [Fact]
    public void An_encrypted_key_is_refused()
    {
        using var key = ECDsa.Create();
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.Equal("key: the key is encrypted; put it there without a password", Error(_pair.Pem, pem));
    }

    public void Dispose() => _authority.Dispose();

    private ServingCertificate Parse(string chain, string key) =>
        ServingCertificate.Parse(Encoding.UTF8.GetBytes(chain), Encoding.UTF8.GetBytes(key), "crt", "key", _time);

    private string Error(IssuedCertificate pair) => Error(pair.Pem, pair.KeyPem);

    private string Error(string chain, string key) => Assert.Throws<SettingException>(() => Parse(chain, key)).Message;
}
