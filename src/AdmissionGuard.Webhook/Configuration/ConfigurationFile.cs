using AdmissionGuard.Webhook.Reloading;

namespace AdmissionGuard.Webhook.Configuration;

/// <summary>Follows the configuration's file.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads the configuration for the first time.</summary>
    /// <param name="path">The file; null for none, and the defaults for ever.</param>
    /// <exception cref="SettingException">The file is missing or no configuration.</exception>
    public static Followed<FileBytes, WebhookConfiguration> Open(string? path) => path is null
        ? new(() => new FileBytes([]), _ => WebhookConfiguration.Default)
        : new(() => FileBytes.Read((path, $"--config {path}")), files => ConfigurationReader.Read(files.Contents[0], path));
}
