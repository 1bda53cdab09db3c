using AdmissionGuard.Webhook.Reloading;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Tls;

/// <summary>Says once that a certificate has ended while nobody put a new one into its files.</summary>
/// <param name="certificate">The certificate.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told.</param>
internal sealed class CertificateExpiry(Followed<FileBytes, ServingCertificate> certificate, TimeProvider time, ILogger log)
{
    private ServingCertificate? _said;

    /// <summary>Looks; by one thread.</summary>
    public void Look()
    {
        var current = certificate.Current;
        if (current != _said && current.NotAfter <= time.GetUtcNow())
        {
            _said = current;
            log.CertificateEnded(ServingCertificate.Moment(current.NotAfter));
        }
    }
}
