using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AdmissionGuard.TestKit.Certificates;

/// <summary>A throw-away certificate authority: makes what a cluster's would, and what goes wrong with it.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private readonly TimeProvider _time;
    private readonly X509Certificate2 _root;

    /// <summary>Makes a root that has been valid for a week.</summary>
    /// <param name="name">The root's common name.</param>
    /// <param name="time">Tells when it is made.</param>
    public CertificateAuthority(string name, TimeProvider time)
    {
        _time = time;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        _root = request.CreateSelfSigned(now.AddDays(-7), now.AddYears(1));
    }

    /// <summary>The root, as PEM.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>A server's certificate.</summary>
    /// <param name="names">DNS names and addresses that it is valid for; the first one is the common name.</param>
    public IssuedCertificate Server(params string[] names) => Server(_time.GetUtcNow().AddDays(1), names);

    /// <summary>A server's certificate with an end.</summary>
    public IssuedCertificate Server(DateTimeOffset notAfter, params string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return Issue(Name([("2.5.4.3", names[0])]), "1.3.6.1.5.5.7.3.1", notAfter, alternatives.Build());
    }

    /// <summary>A user's certificate, as the API server reads it: the common name is the user, each organization a group.</summary>
    public IssuedCertificate Client(string user, params string[] groups) => Client(_time.GetUtcNow().AddDays(1), user, groups);

    /// <summary>A user's certificate with an end.</summary>
    public IssuedCertificate Client(DateTimeOffset notAfter, string user, params string[] groups) =>
        Issue(Name([.. groups.Select(group => ("2.5.4.10", group)), ("2.5.4.3", user)]), "1.3.6.1.5.5.7.3.2", notAfter, null);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static X500DistinguishedName Name(IEnumerable<(string Oid, string Value)> parts)
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (var (oid, value) in parts)
        {
            builder.Add(oid, value);
        }

        return builder.Build();
    }

    private IssuedCertificate Issue(X500DistinguishedName subject, string usage, DateTimeOffset notAfter, X509Extension? alternatives)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        // An expired certificate is one whose whole life lies in the past.
        var start = _time.GetUtcNow().AddHours(-1);
        using var certificate = request.Create(
            _root, notAfter <= start ? notAfter.AddMinutes(-30) : start, notAfter, RandomNumberGenerator.GetBytes(12));
        return new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}

/// <summary>A certificate with its key, both as PEM.</summary>
public sealed record IssuedCertificate(string Pem, string KeyPem)
{
    /// <summary>Both together, ready for a TLS stream.</summary>
    public X509Certificate2 Load()
    {
        using var certificate = X509Certificate2.CreateFromPem(Pem, KeyPem);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
