using System.Net.Security;

namespace AdmissionGuard.TestKit.Certificates;

/// <summary>The certificate that new connections are shown; it can be another one from one moment to the next.</summary>
internal sealed class ServingCertificate : IDisposable
{
    // Handshakes may still hold an older one: all are let go together.
    private readonly List<IDisposable> _loaded = [];
    private readonly Lock _lock = new();
    private volatile SslStreamCertificateContext? _context;

    public ServingCertificate(IssuedCertificate certificate) => Swap(certificate);

    public SslStreamCertificateContext Context => _context!;

    public void Swap(IssuedCertificate certificate)
    {
        var loaded = certificate.Load();
        lock (_lock)
        {
            _loaded.Add(loaded);
            _context = SslStreamCertificateContext.Create(loaded, null, offline: true);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _loaded.ForEach(loaded => loaded.Dispose());
        }
    }
}
