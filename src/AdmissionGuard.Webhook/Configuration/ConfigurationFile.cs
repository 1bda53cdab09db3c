using AdmissionGuard.Kubernetes.Contracts;
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
        var configuration = ConfigurationReader.Read(files.Contents[0], path);
        if (files.Contents.Count == 1)
        {
            return configuration;
        }

        try
        {
            // Lines are named to authors of policies, who know the file and not where it is mounted.
            var contract = ContractReader.Read(files.Contents[1], Path.GetFileName(configuration.ContractPath!));
            return configuration with { Guard = configuration.Guard with { Contract = contract } };
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
            return ConfigurationReader.Read(yaml, path).ContractPath is { } contract
                ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, contract)
                : null;
        }
        catch (SettingException)
        {
            return null;
        }
    }
}
