using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Reloading;

namespace AdmissionGuard.Webhook.Configuration;

/// <summary>Follows the configuration's file.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads the configuration, and the contract that it names, for the first time.</summary>
    /// <param name="path">The file; null for none, and the defaults for ever.</param>
    /// <exception cref="SettingException">The file is missing or no configuration.</exception>
    public static Followed<FileBytes, WebhookConfiguration> Open(string? path) => path is null
        ? new(() => new FileBytes([]), _ => WebhookConfiguration.Default)
        : new(() => Read(path), files => Parse(files, path));

    // The contract's content is followed like the configuration's own, and a contract that is no good keeps the last good pair of both.
    private static FileBytes Read(string path)
    {
        var configuration = FileBytes.Read((path, $"--config {path}"));
        return ContractOf(configuration.Contents[0], path) is { } contract
            ? FileBytes.Read((path, $"--config {path}"), (contract, $"{path}: contract: {contract}"))
            : configuration;
    }

    private static WebhookConfiguration Parse(FileBytes files, string path)
    {
        try
        {
            var configuration = ConfigurationReader.Read(files.Contents[0], path);
            return files.Contents.Count == 1 ? configuration : ConfigurationReader.WithContract(configuration, files.Contents[1]);
        }
        catch (ManifestException e)
        {
            throw new SettingException(e.Message, e);
        }
    }

    // Whatever else is wrong with the configuration is said when it is parsed.
    private static string? ContractOf(byte[] yaml, string path)
    {
        try
        {
            return ConfigurationReader.ContractBeside(path, ConfigurationReader.Read(yaml, path));
        }
        catch (ManifestException)
        {
            return null;
        }
    }
}
