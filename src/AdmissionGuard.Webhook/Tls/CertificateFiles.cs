using AdmissionGuard.Webhook.Reloading;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Tls;

/// <summary>Finds the serving certificate and follows its files.</summary>
internal static class CertificateFiles
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Opens a pair of files, and waits for them where cert-manager may be slower than this process.</summary>
    /// <param name="chain">The certificate's file.</param>
    /// <param name="key">The key's file.</param>
    /// <param name="patience">How long to wait for a good pair; zero not to wait.</param>
    /// <param name="time">Measures that, and tells whether a certificate has ended.</param>
    /// <param name="log">Told what is waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SettingException">There is no good pair.</exception>
    public static async Task<Followed<FileBytes, ServingCertificate>> OpenAsync(
        string chain, string key, TimeSpan patience, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var (chainName, keyName) = ($"--tls-cert {chain}", $"--tls-key {key}");
        var started = time.GetTimestamp();
        string? said = null;
        while (true)
        {
            try
            {
                return new Followed<FileBytes, ServingCertificate>(
                    () => FileBytes.Read((chain, chainName), (key, keyName)),
                    files => ServingCertificate.Parse(files.Contents[0], files.Contents[1], chainName, keyName, time));
            }
            catch (SettingException e) when (time.GetElapsedTime(started) < patience)
            {
                if (e.Message != said)
                {
                    said = e.Message;
                    log.WaitingForCertificate(patience.TotalSeconds, e.Message);
                }
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }
}
