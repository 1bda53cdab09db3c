using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>The authorities of a CA file: several while one replaces another.</summary>
internal sealed class TrustedRoots
{
    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _intermediates = [];

    private TrustedRoots(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
        {
            var isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isRoot ? _roots : _intermediates).Add(certificate);
        }
    }

    /// <summary>Reads PEM.</summary>
    /// <param name="pem">One or more certificates; what stands around them is ignored.</param>
    /// <param name="name">What messages call it.</param>
    public static TrustedRoots Parse(byte[] pem, string name)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException e)
        {
            throw new ConnectionException($"{name}: a certificate in it cannot be read; replace it by the cluster's CA as PEM", e);
        }

        if (certificates.Count == 0)
        {
            throw new ConnectionException($"{name}: no certificate in it; a block that begins with BEGIN CERTIFICATE is expected");
        }

        var roots = new TrustedRoots(certificates);
        return roots._roots.Count > 0
            ? roots
            : throw new ConnectionException($"{name}: holds intermediate certificates only; add the root that has signed them");
    }

    /// <summary>
    /// What a server's certificate has to satisfy: a chain to one of the roots, and nothing else. Names are the handshake's business.
    /// </summary>
    public X509ChainPolicy ToPolicy()
    {
        // Cluster authorities publish no revocations, and those of this machine have no say here.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_intermediates);
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return policy;
    }
}
