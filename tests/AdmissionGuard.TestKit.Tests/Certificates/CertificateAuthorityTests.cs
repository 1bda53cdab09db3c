using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.TestKit.Tests.Certificates;

public sealed class CertificateAuthorityTests
{
    [Fact]
    public void A_server_certificate_is_valid_for_its_names()
    {
        using var authority = new CertificateAuthority("test", new FakeTime());
        using var certificate = authority.Server("localhost", "127.0.0.1").Load();
        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
        Assert.False(certificate.MatchesHostname("elsewhere"));
        Assert.True(certificate.HasPrivateKey);
    }

    [Fact]
    public void A_client_certificate_names_the_user_and_the_groups()
    {
        using var authority = new CertificateAuthority("test", new FakeTime());
        using var certificate = authority.Client("alice", "dev", "ops").Load();
        Assert.Equal("O=dev, O=ops, CN=alice", certificate.Subject);
    }

    [Fact]
    public void An_expired_certificate_has_its_whole_life_behind_it()
    {
        var time = new FakeTime();
        using var authority = new CertificateAuthority("test", time);
        using var certificate = authority.Server(time.GetUtcNow().AddHours(-3), "localhost").Load();
        Assert.True(certificate.NotAfter.ToUniversalTime() < time.GetUtcNow().UtcDateTime);
        Assert.True(certificate.NotBefore < certificate.NotAfter);
    }
}
