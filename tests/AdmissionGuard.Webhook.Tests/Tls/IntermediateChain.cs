using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Webhook.Tests.Tls;

/// <summary>A root, an authority that it has signed, and a server's certificate of that authority, in one file as cert-manager writes it.</summary>
internal sealed class IntermediateChain : IDisposable
{
    private readonly X509Certificate2 _root;

    public IntermediateChain()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _root = Authority("CN=root", rootKey).CreateSelfSigned(now.AddDays(-2), now.AddDays(30));
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middle = Authority("CN=middle", middleKey).Create(_root, now.AddDays(-1), now.AddDays(20), [1, 2, 3]);
        using var signing = middle.CopyWithPrivateKey(middleKey);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(signing, now.AddHours(-1), now.AddDays(10), [4, 5, 6]);
        Pair = new IssuedCertificate(leaf.ExportCertificatePem() + "\n" + middle.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem());
    }

    public IssuedCertificate Pair { get; }

    public string RootPem => _root.ExportCertificatePem();

    public void Dispose() => _root.Dispose();

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
