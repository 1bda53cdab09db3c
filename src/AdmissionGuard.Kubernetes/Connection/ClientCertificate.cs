using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>A client certificate that is ready to be shown.</summary>
internal sealed class ClientCertificate
{
    private ClientCertificate(string name, X509Certificate2 leaf, X509Certificate2Collection intermediates)
    {
        Name = name;
        NotAfter = new DateTimeOffset(leaf.NotAfter.ToUniversalTime());
        Context = SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset NotAfter { get; }

    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads PEM.</summary>
    /// <param name="certificate">The certificate, then what has signed it.</param>
    /// <param name="key">Its key, not encrypted.</param>
    /// <param name="name">What messages call the certificate.</param>
    /// <param name="keyName">What messages call the key.</param>
    public static ClientCertificate Parse(byte[] certificate, byte[] key, string name, string keyName)
    {
        var chain = new X509Certificate2Collection();
        var text = Encoding.UTF8.GetString(certificate);
        var keyText = Encoding.UTF8.GetString(key);
        try
        {
            chain.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw new ConnectionException($"{name}: a certificate in it cannot be read; replace it", e);
        }

        if (chain.Count == 0)
        {
            throw new ConnectionException($"{name}: no certificate in it; a block that begins with BEGIN CERTIFICATE is expected");
        }

        var leaf = WithKey(chain[0], text, keyText, name, keyName);
        chain.RemoveAt(0);
        return new ClientCertificate(name, leaf, chain);
    }

    private static X509Certificate2 WithKey(X509Certificate2 bare, string text, string keyText, string name, string keyName)
    {
        RequireKey(keyText, keyName);
        try
        {
            var leaf = X509Certificate2.CreateFromPem(text, keyText);
            if (!OperatingSystem.IsWindows())
            {
                return leaf;
            }

            // Windows' TLS takes no key that is only in memory.
            using (leaf)
            {
                return X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pfx), null);
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ConnectionException(
                $"{keyName}: not the key of the certificate in {name} (of {bare.GetNameInfo(X509NameType.SimpleName, false)}); "
                + "replace both together",
                e);
        }
    }

    private static void RequireKey(string keyText, string keyName)
    {
        if (!keyText.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new ConnectionException($"{keyName}: no key in it; a block that begins with BEGIN PRIVATE KEY is expected");
        }

        if (keyText.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new ConnectionException($"{keyName}: the key is encrypted; decrypt it with 'openssl pkey'");
        }
    }
}
