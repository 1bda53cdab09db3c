using System.Text.RegularExpressions;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Hosting;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>What runs, and what it is told.</summary>
public sealed partial class PodTests
{
    // The longest that an API server waits for a webhook.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_program_takes_its_flags_and_finds_its_files_where_they_are_mounted()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var options = Parse(manifests.Arguments);
        var (config, configDirectory) = manifests.Volume("configMap");
        var (secret, secretDirectory) = manifests.Volume("secret");
        var key = Assert.Single(manifests.One("ConfigMap", (string)config["name"]!)["data"]!.AsObject()).Key;
        var paths = secret["items"]!.AsArray().ToDictionary(item => (string)item!["key"]!, item => $"{secretDirectory}/{item!["path"]}");

        Assert.Equal($"{configDirectory}/{key}", options.Configuration);
        Assert.Equal(paths["tls.crt"], options.Certificate);
        Assert.Equal(paths["tls.key"], options.Key);
        Assert.Equal(("/etc/admission-guard/config", "/etc/admission-guard/tls"), (configDirectory, secretDirectory));
        Assert.Equal((manifests.Port("webhook"), manifests.Port("health")), (options.Port, options.HealthPort));
        Assert.True(options.LogsJson);
        Assert.Null(options.Kubeconfig);
        Assert.Empty(options.Files);
    }

    [Fact]
    public async Task It_gets_the_time_that_it_needs_to_start_and_to_end()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var options = Parse(manifests.Arguments);
        var startup = manifests.Container["startupProbe"]!;

        Assert.True((int)startup["periodSeconds"]! * (int)startup["failureThreshold"]! > options.CertificatePatience.TotalSeconds);
        Assert.True((int)manifests.Pod["spec"]!["terminationGracePeriodSeconds"]! > (options.Drain + LongestRequest).TotalSeconds);
        Assert.Equal("/readyz", (string?)manifests.Container["readinessProbe"]!["httpGet"]!["path"]);
        Assert.Equal("/livez", (string?)manifests.Container["livenessProbe"]!["httpGet"]!["path"]);
    }

    [Fact]
    public async Task It_is_held_to_the_restricted_standard_and_has_no_file_system_to_write_to()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var pod = manifests.Pod["spec"]!;
        var context = pod["securityContext"]!;
        var container = manifests.Container["securityContext"]!;

        Assert.Equal(1654, (int?)context["runAsUser"]);
        Assert.True((bool?)context["runAsNonRoot"]);
        Assert.Equal("RuntimeDefault", (string?)context["seccompProfile"]!["type"]);
        Assert.False((bool?)container["allowPrivilegeEscalation"]);
        Assert.True((bool?)container["readOnlyRootFilesystem"]);
        Assert.Equal(["ALL"], Manifests.Texts(container["capabilities"]!["drop"]));
        Assert.Null(container["capabilities"]!["add"]);
        Assert.All((string[])["hostNetwork", "hostPID", "hostIPC"], field => Assert.Null(pod[field]));
        Assert.All(pod["volumes"]!.AsArray(), volume => Assert.True(volume!["configMap"] is not null || volume["secret"] is not null));
    }

    [Fact]
    public async Task Two_replicas_are_spread_and_one_of_them_always_stays()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var deployment = manifests.One("Deployment")["spec"]!;
        var limits = manifests.Container["resources"]!;

        Assert.Equal(2, (int?)deployment["replicas"]);
        Assert.Equal(0, (int?)deployment["strategy"]!["rollingUpdate"]!["maxUnavailable"]);
        Assert.Equal(1, (int?)manifests.One("PodDisruptionBudget")["spec"]!["minAvailable"]);
        Assert.Equal(
            ["kubernetes.io/hostname", "topology.kubernetes.io/zone"],
            manifests.Pod["spec"]!["topologySpreadConstraints"]!.AsArray().Select(each => (string)each!["topologyKey"]!));
        Assert.Equal(("400Mi", "1Gi"), ((string)limits["requests"]!["memory"]!, (string)limits["limits"]!["memory"]!));
        Assert.Null(limits["limits"]!["cpu"]);
    }

    [Fact]
    public async Task The_configuration_that_is_installed_is_the_default_and_names_every_key()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var text = (string)Assert.Single(manifests.One("ConfigMap")["data"]!.AsObject()).Value!;
        var read = ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(text), "config.yaml");
        var standard = WebhookConfiguration.Default;

        Assert.Equal(standard.Guard.DnsServices.AsEnumerable(), read.Guard.DnsServices);
        var withDefaults = read with { Guard = read.Guard with { DnsServices = standard.Guard.DnsServices } };
        Assert.Equal(standard, withDefaults);

        // The reader itself tells which keys there are.
        var error = Assert.Throws<ManifestException>(() => ConfigurationReader.Read("xyzzy: 1\n"u8.ToArray(), "config.yaml"));
        var keys = error.Message[(error.Message.IndexOf("the keys here are ", StringComparison.Ordinal) + 18)..].Split(", ");
        Assert.Equal(keys.Order(), Key().Matches(text).Select(match => match.Groups["key"].Value).Distinct().Order());
    }

    [Fact]
    public async Task The_examples_in_the_configurations_comments_are_good_too()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var text = (string)Assert.Single(manifests.One("ConfigMap")["data"]!.AsObject()).Value!;
        var examples = string.Join('\n', text.Split('\n').Where(line => Example().IsMatch(line)).Select(line => line[2..]));

        var read = ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(examples), "config.yaml");

        Assert.Equal(2, read.Guard.Actions.Count);
        Assert.True(read.Guard.IpBlockMatchesPods);
    }

    private static WebhookOptions Parse(string[] args)
    {
        var flags = new Flags();
        var result = flags.Command.Parse(args);
        Assert.Empty(result.Errors);
        return flags.Read(result);
    }

    [GeneratedRegex("^(# )?(?<key>[a-z][A-Za-z]+):( [^ ]+)?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("^# ( +[a-z-]+|[a-zA-Z]+):( [a-z]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();
}
