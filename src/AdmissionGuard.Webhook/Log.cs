using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook;

/// <summary>What the host says. The numbers are stable: docs/operations.md tells what each means.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "admission-guard-webhook {Version} listens at {Admission} for admission reviews and at {Health} for probes and metrics")]
    public static partial void Listening(this ILogger log, string version, string admission, string health);

    [LoggerMessage(2001, LogLevel.Information, "Told to end: not ready any more, and answering for another {Seconds:0.#} s")]
    public static partial void Draining(this ILogger log, double seconds);

    [LoggerMessage(2002, LogLevel.Information, "Ended after the last request was answered")]
    public static partial void Ended(this ILogger log);

    [LoggerMessage(2010, LogLevel.Information, "Synced in {Seconds:0.0} s: {Objects}")]
    public static partial void Synced(this ILogger log, double seconds, string objects);

    [LoggerMessage(2011, LogLevel.Warning, "The API server does not tell of {Resource}: {Problem}")]
    public static partial void KindFailing(this ILogger log, string resource, string problem);

    [LoggerMessage(2012, LogLevel.Information, "The API server tells of {Resource} again")]
    public static partial void KindRecovered(this ILogger log, string resource);

    [LoggerMessage(2013, LogLevel.Warning, "An object among {Resource} cannot be read and plays no part: {Problem}")]
    public static partial void Undecodable(this ILogger log, string resource, string problem);

    [LoggerMessage(2014, LogLevel.Debug, "{Resource}: {Message}")]
    public static partial void Incident(this ILogger log, string resource, string message);

    [LoggerMessage(2015, LogLevel.Critical, "This process ends: {Problem}. That is a bug of admission-guard-webhook, please report it")]
    public static partial void ClusterFault(this ILogger log, Exception cause, string problem);

    [LoggerMessage(2016, LogLevel.Warning, "Access to the API server: {Problem}")]
    public static partial void Access(this ILogger log, string problem);

    [LoggerMessage(2017, LogLevel.Information, "Follows the cluster at {Server}, by {Origin}")]
    public static partial void Following(this ILogger log, string server, string origin);

    [LoggerMessage(2018, LogLevel.Warning, "Rule self-lockout overlooks what the API server calls by {Resource}, which may not be listed and watched: {Problem}")]
    public static partial void KindRefused(this ILogger log, string resource, string problem);

    [LoggerMessage(2020, LogLevel.Information, "Configuration taken from {File}")]
    public static partial void ConfigurationTaken(this ILogger log, string file);

    [LoggerMessage(2021, LogLevel.Error, "The configuration is no good and the previous one is kept: {Problem}")]
    public static partial void ConfigurationKept(this ILogger log, string problem);

    [LoggerMessage(2030, LogLevel.Information, "Certificate taken: valid until {NotAfter} for {Names}")]
    public static partial void CertificateTaken(this ILogger log, string notAfter, string names);

    [LoggerMessage(2031, LogLevel.Error, "The certificate is no good and the previous one is kept: {Problem}")]
    public static partial void CertificateKept(this ILogger log, string problem);

    [LoggerMessage(2032, LogLevel.Information, "Waiting for the certificate, up to {Seconds:0.#} s: {Problem}")]
    public static partial void WaitingForCertificate(this ILogger log, double seconds, string problem);

    [LoggerMessage(2033, LogLevel.Error, "The certificate ended at {NotAfter}, and API servers refuse it: put a new one into its files")]
    public static partial void CertificateEnded(this ILogger log, string notAfter);

    [LoggerMessage(2040, LogLevel.Information, "Cluster taken from files: {Pods} pods and {Policies} policies")]
    public static partial void FilesTaken(this ILogger log, int pods, int policies);

    [LoggerMessage(2041, LogLevel.Error, "The cluster's files are no good and the previous state is kept: {Problem}")]
    public static partial void FilesKept(this ILogger log, string problem);
}
