using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Contracts;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Configuration;

/// <summary>Reads the configuration file. Whatever is not understood is an error: a rule that was switched off by a misspelt key is not.</summary>
public sealed class ConfigurationReader
{
    private static readonly string[] Keys =
        ["actions", "dnsServices", "ipBlockMatchesPods", "exempt", "acknowledge", "disclose", "onFailure", "staleAfter", "contract"];

    private readonly byte[] _yaml;

    private ConfigurationReader(byte[] yaml) => _yaml = yaml;

    /// <summary>Reads a configuration; a file of nothing but comments is the default.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="ManifestException">It is no configuration: <c>file:line:column: key: what is wrong; what to do</c>.</exception>
    public static WebhookConfiguration Read(byte[] yaml, string file)
    {
        try
        {
            var root = FileContent.OnlyDocument(yaml);
            try
            {
                return new ConfigurationReader(yaml).Read(root);
            }
            catch (BadInputException e) when (root is not null)
            {
                throw e.Within(root);
            }
        }
        catch (BadInputException e)
        {
            throw e.In(file);
        }
    }

    /// <summary>Reads a configuration's file, and the contract that it names.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ManifestException">One of them is not what it should be.</exception>
    /// <exception cref="ConnectionException">One of them cannot be read.</exception>
    public static WebhookConfiguration ReadFile(string path)
    {
        var configuration = Read(FileReads.All(path, $"--config {path}"), path);
        return ContractBeside(path, configuration) is { } contract
            ? WithContract(configuration, FileReads.All(contract, $"{path}: contract: {contract}"))
            : configuration;
    }

    /// <summary>Where the contract of a configuration is; null when it names none.</summary>
    public static string? ContractBeside(string path, WebhookConfiguration configuration) => configuration.ContractPath is { } contract
        ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, contract)
        : null;

    /// <summary>A configuration with the contract that it names.</summary>
    /// <exception cref="ManifestException">The content is no contract.</exception>
    public static WebhookConfiguration WithContract(WebhookConfiguration configuration, byte[] contract)
    {
        // Lines are named to authors of policies, who know the file and not where it is mounted.
        var read = ContractReader.Read(contract, Path.GetFileName(configuration.ContractPath!));
        return configuration with { Guard = configuration.Guard with { Contract = read } };
    }

    private WebhookConfiguration Read(Tree? root)
    {
        RequireKnown(root, Keys);
        var exempt = root.Field("exempt");
        RequireKnown(exempt, ["users", "groups", "namespaces"]);
        var acknowledge = root.Field("acknowledge");
        RequireKnown(acknowledge, ["groups"]);
        var standard = WebhookConfiguration.Default;
        return standard with
        {
            Guard = standard.Guard with
            {
                Actions = ActionFields.Read(root.Field("actions"), RequireKnown),
                DnsServices = root.Field("dnsServices") is { } services ? [.. services.List().Select(Service)] : standard.Guard.DnsServices,
                IpBlockMatchesPods = root.Field("ipBlockMatchesPods") is { } matches ? matches.Flag() : null,
            },
            ExemptUsers = Names(exempt.Field("users")),
            ExemptGroups = Names(exempt.Field("groups")),
            ExemptNamespaces = [.. exempt.Field("namespaces").List().Select(Namespace)],
            AcknowledgeGroups = Names(acknowledge.Field("groups")),
            Disclosure = Choice(root.Field("disclose"), standard.Disclosure, ("cluster", Disclosure.Cluster), ("namespace", Disclosure.Namespace)),
            OnFailure = Choice(root.Field("onFailure"), standard.OnFailure, ("allow", FailureMode.Allow), ("deny", FailureMode.Deny)),
            ContractPath = root.Field("contract") is { } contract ? Name(contract) : null,
            StaleAfter = root.Field("staleAfter") is { } staleAfter ? Duration(staleAfter) : standard.StaleAfter,
        };
    }

    private void RequireKnown(Tree? mapping, IReadOnlyCollection<string> keys)
    {
        foreach (var (key, value) in mapping.Pairs())
        {
            if (!keys.Contains(key, StringComparer.Ordinal))
            {
                var hint = NearNames.Hint(key, keys);
                throw new BadInputException(
                    FileContent.KeyOf(_yaml, value),
                    $"unknown key {OneLine.Quote(key)}{(hint.Length > 0 ? hint : $"; the keys here are {string.Join(", ", keys)}")}");
            }
        }
    }

    private static ImmutableHashSet<string> Names(Tree? list) => [.. list.List().Select(Name)];

    private static string Name(Tree item) =>
        item.String() is { Length: > 0 } name ? name : throw new BadInputException(item, "a name is expected; remove the empty item");

    private static string Namespace(Tree item) =>
        NameSyntax.IsLabel(Name(item)) ? item.Text : throw new BadInputException(item, $"{OneLine.Quote(item.Text)} is no namespace's name");

    private static ObjectKey Service(Tree item) => Name(item).Split('/') is [var place, var name]
        && NameSyntax.IsLabel(place) && NameSyntax.IsLabel(name)
        ? new ObjectKey(place, name)
        : throw new BadInputException(item, $"{OneLine.Quote(item.Text)} is no Service; write it as namespace/name");

    private static T Choice<T>(Tree? value, T standard, params (string Name, T Value)[] choices)
    {
        var text = value.String();
        return text is null ? standard : choices.FirstOrDefault(choice => choice.Name == text) is { Name: not null } chosen
            ? chosen.Value
            : throw new BadInputException(
                value!, $"{OneLine.Quote(text)} is not known; expected {string.Join(" or ", choices.Select(choice => choice.Name))}");
    }

    private static TimeSpan Duration(Tree value) => DurationText.Parse(value.Text) is { } duration && duration > TimeSpan.Zero
        ? duration
        : throw new BadInputException(value, $"{OneLine.Quote(value.Text)} is no duration; write it as 180s or 3m");
}
