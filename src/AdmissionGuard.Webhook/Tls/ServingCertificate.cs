using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AdmissionGuard.Webhook.Tls;

/// <summary>The certificate that the webhook shows to API servers, with its key and the certificates up to, but without, the root.</summary>
internal sealed class ServingCertificate
{
    private readonly SslStreamCertificateContext _context;

    private ServingCertificate(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        Leaf = leaf;

        // Offline: a handshake must not wait for an authority that cannot be reached from a cluster.
        _context = SslStreamCertificateContext.Create(leaf, others, offline: true);
    }

    /// <summary>The server's own certificate.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset NotAfter => new(Leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>When it begins.</summary>
    public DateTimeOffset NotBefore => new(Leaf.NotBefore.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>The names and addresses that it is valid for.</summary>
    public IReadOnlyList<string> Names => Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
        ? [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())]
        : [];

    /// <summary>Reads a pair of files in PEM.</summary>
    /// <param name="chain">The server's certificate first, then those that lead from it to the root.</param>
    /// <param name="key">The key of the first certificate.</param>
    /// <param name="chainName">What messages call the certificate's file.</param>
    /// <param name="keyName">What messages call the key's file.</param>
    /// <param name="time">Tells whether the certificate has ended.</param>
    /// <exception cref="SettingException">They are no pair, or the certificate has ended.</exception>
    public static ServingCertificate Parse(byte[] chain, byte[] key, string chainName, string keyName, TimeProvider time)
    {
        var certificates = Certificates(Encoding.UTF8.GetString(chain), chainName);
        var leaf = WithKey(certificates[0], Encoding.UTF8.GetString(key), chainName, keyName);
        certificates.RemoveAt(0);
        var certificate = new ServingCertificate(leaf, certificates);
        return certificate.NotAfter > time.GetUtcNow()
            ? certificate
            : throw new SettingException($"{chainName}: the certificate ended at {Moment(certificate.NotAfter)}; put a new one there");
    }

    /// <summary>What one handshake is made with; Kestrel adds the protocols to it.</summary>
    public SslServerAuthenticationOptions Handshake() => new() { ServerCertificateContext = _context };

    /// <summary>A moment as messages write it.</summary>
    public static string Moment(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static X509Certificate2Collection Certificates(string pem, string name)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new SettingException($"{name}: a certificate in it is broken; put PEM there as it was issued", e);
        }

        return certificates.Count > 0
            ? certificates
            : throw new SettingException($"{name}: no certificate in it; PEM is expected, -----BEGIN CERTIFICATE-----");
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string pem, string chainName, string keyName)
    {
        var key = PrivateKey(pem, keyName);
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SettingException(IsKey(key)
                ? $"{keyName}: is not the key of the first certificate in {chainName}; put a pair there that was issued together"
                : $"{keyName}: the private key in it is broken; put PEM there as it was issued", e);
        }
    }

    private static string PrivateKey(string pem, string name)
    {
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            switch (rest[found.Label])
            {
                case "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY":
                    return rest[found.Location].ToString();
                case "ENCRYPTED PRIVATE KEY":
                    throw new SettingException($"{name}: the key is encrypted; put it there without a password");
                default:
                    break;
            }
        }

        throw new SettingException($"{name}: no private key in it; PEM is expected, -----BEGIN PRIVATE KEY-----");
    }

    private static bool IsKey(string pem)
    {
        using var rsa = RSA.Create();
        using var ec = ECDsa.Create();
        return Imports(rsa) || Imports(ec);

        bool Imports(AsymmetricAlgorithm algorithm)
        {
            try
            {
                algorithm.ImportFromPem(pem);
                return true;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                return false;
            }
        }
    }
}
