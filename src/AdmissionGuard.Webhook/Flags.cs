using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Net;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook;

/// <summary>The options of the command line.</summary>
internal sealed class Flags
{
    private const string Examples =
        """
        # In a pod: the cluster is the pod's own
        admission-guard-webhook --config /etc/admission-guard/config/config.yaml \
          --tls-cert /etc/admission-guard/tls/tls.crt --tls-key /etc/admission-guard/tls/tls.key

        # Without a cluster: judge changes against manifests, and send reviews with curl
        admission-guard-webhook --cluster samples/shop --tls-cert tls.crt --tls-key tls.key --address 127.0.0.1
        """;

    private readonly Option<string> _certificate = Text("--tls-cert", "FILE", "The certificate in PEM, the server's own first; read anew when it changes");
    private readonly Option<string> _key = Text("--tls-key", "FILE", "Its key in PEM");
    private readonly Option<TimeSpan> _patience = Duration("--tls-wait", "How long to wait for certificate and key at the start (default: 0s)");
    private readonly Option<string> _configuration = Text("--config", "FILE", "The configuration in YAML; read anew when it changes");
    private readonly Option<string> _kubeconfig = Text("--kubeconfig", "FILE", "A live cluster by kubeconfig (default: KUBECONFIG, then the pod's service account)");
    private readonly Option<string> _context = Text("--context", "NAME", "The kubeconfig's context");
    private readonly Option<string[]> _files = Texts("--cluster", "FILE_OR_DIR...", "A cluster in manifests instead; read anew when they change");
    private readonly Option<IPAddress?> _address = Parsed<IPAddress?>(
        "--address", "IP", "Where to listen (default: every address)", "an IP address", text => IPAddress.TryParse(text, out var ip) ? (true, ip) : (false, null));

    private readonly Option<int?> _port = Port("--port", "The port for admission reviews, TLS (default: 8443)");
    private readonly Option<int?> _healthPort = Port("--health-port", "The port for /livez, /readyz and /metrics, plain HTTP (default: 8080)");
    private readonly Option<TimeSpan?> _drain = Parsed<TimeSpan?>(
        "--drain", "DURATION", "How long to answer on after the signal to end (default: 5s)", "a duration such as 5s", Durations);

    // A string: System.CommandLine lets an option of type bool take nothing but true and false.
    private readonly Option<string?> _format = Parsed<string?>(
        "--log-format", "json|text", "How to log (default: text on a terminal, else json)", "json or text",
        text => text is "json" or "text" ? (true, text) : (false, null));

    private readonly Option<LogLevel?> _level = Parsed<LogLevel?>(
        "--log-level", "debug|info|warn|error", "The least to log (default: info)", "debug, info, warn or error", Level);

    /// <summary>The options, in the order in which help shows them.</summary>
    public Flags()
    {
        (_certificate.Required, _key.Required) = (true, true);
        Option[] options =
        [
            _certificate, _key, _patience, _configuration, _kubeconfig, _context, _files, _address, _port, _healthPort, _drain, _format, _level,
        ];
        foreach (var option in options)
        {
            Command.Options.Add(option);
        }

        Command.Options.OfType<HelpOption>().Single().Description = "Show help";
        Version.Description = "Print the version";
    }

    /// <summary>The command.</summary>
    public RootCommand Command { get; } = new("Judges NetworkPolicy changes before a cluster takes them: a validating admission webhook.");

    /// <summary><c>--version</c>.</summary>
    public Option Version => Command.Options.OfType<VersionOption>().Single();

    /// <summary>What the command line says.</summary>
    /// <exception cref="SettingException">Options contradict each other.</exception>
    public WebhookOptions Read(ParseResult result)
    {
        var standard = new WebhookOptions { Certificate = result.GetValue(_certificate)!, Key = result.GetValue(_key)! };
        return Sensible(standard with
        {
            CertificatePatience = result.GetValue(_patience),
            Configuration = result.GetValue(_configuration),
            Address = result.GetValue(_address),
            Port = result.GetValue(_port) ?? standard.Port,
            HealthPort = result.GetValue(_healthPort) ?? standard.HealthPort,
            Files = result.GetValue(_files) ?? [],
            Kubeconfig = result.GetValue(_kubeconfig),
            Context = result.GetValue(_context),
            Drain = result.GetValue(_drain) ?? standard.Drain,
            LogsJson = result.GetValue(_format) is { } format ? format == "json" : null,
            LogLevel = result.GetValue(_level) ?? standard.LogLevel,
        });
    }

    /// <summary>Writes how the webhook is called.</summary>
    public void WriteHelp(TextWriter writer)
    {
        writer.WriteLine(Command.Description);
        writer.WriteLine();
        writer.WriteLine($"Usage: {CommandLine.Name} --tls-cert FILE --tls-key FILE [options]");
        writer.WriteLine();
        writer.WriteLine("Options:");
        var rows = Command.Options.Select(option => ($"{option.Name} {option.HelpName}".TrimEnd(), option.Description)).ToList();
        foreach (var (label, description) in rows)
        {
            writer.WriteLine($"  {label.PadRight(rows.Max(row => row.Item1.Length))}  {description}");
        }

        writer.WriteLine();
        writer.WriteLine("Examples:");
        foreach (var line in Examples.Split('\n'))
        {
            writer.WriteLine(line.Length == 0 ? "" : $"  {line}");
        }
    }

    // Each option may be good, and all of them together are not.
    private static WebhookOptions Sensible(WebhookOptions options)
    {
        var live = options.Kubeconfig is not null ? "--kubeconfig" : options.Context is not null ? "--context" : null;
        if (options.Files.Count > 0 && live is not null)
        {
            throw new SettingException($"--cluster and {live} exclude each other: give either files or a live cluster");
        }

        if (options.Files.Contains("-", StringComparer.Ordinal))
        {
            throw new SettingException("--cluster -: standard input cannot be read again when it changes; name a file");
        }

        return options.Port != options.HealthPort || options.Port == 0
            ? options
            : throw new SettingException($"--port and --health-port are both {options.Port}: give each a port of its own");
    }

    private static Option<string> Text(string name, string helpName, string description) =>
        Strict(new Option<string>(name) { HelpName = helpName, Description = description });

    private static Option<string[]> Texts(string name, string helpName, string description) => Strict(new Option<string[]>(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    });

    private static Option<TimeSpan> Duration(string name, string description) => Parsed<TimeSpan>(
        name, "DURATION", description, "a duration such as 60s", text => DurationText.Parse(text) is { } value ? (true, value) : (false, default));

    private static Option<int?> Port(string name, string description) => Parsed<int?>(
        name, "PORT", description, "a port, 0 to 65535",
        text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? (true, port) : (false, null));

    private static Option<T> Parsed<T>(
        string name, string helpName, string description, string expected, Func<string, (bool IsGood, T Value)> parse) =>
        Strict(new Option<T>(name)
        {
            HelpName = helpName,
            Description = description,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                var (isGood, value) = parse(result.Tokens[0].Value);
                if (!isGood)
                {
                    result.AddError($"{name} {result.Tokens[0].Value}: expected {expected}");
                }

                return value;
            },
        });

    private static T Strict<T>(T option)
        where T : Option
    {
        option.Validators.Add(UsageErrors.RefuseMistakes);
        return option;
    }

    private static (bool IsGood, TimeSpan? Value) Durations(string text) =>
        DurationText.Parse(text) is { } value ? (true, value) : (false, null);

    private static (bool IsGood, LogLevel? Value) Level(string text) => text switch
    {
        "debug" => (true, LogLevel.Debug),
        "info" => (true, LogLevel.Information),
        "warn" => (true, LogLevel.Warning),
        "error" => (true, LogLevel.Error),
        _ => (false, null),
    };
}
