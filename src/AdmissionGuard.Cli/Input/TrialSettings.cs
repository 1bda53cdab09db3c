using System.CommandLine;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Input;

/// <summary>The options that say how much is probed, and how long.</summary>
internal sealed class TrialSettings
{
    private readonly Option<TimeSpan?> _settle = Duration("--settle", "Nothing that changes is held against the network while it settles (default: 5s)");
    private readonly Option<TimeSpan?> _timeout = Duration("--timeout", "A change that has had no clean round by then has a verdict nevertheless (default: 60s)");
    private readonly Option<TimeSpan?> _confirm = Duration("--confirm", "Enforced is final when the first clean round is as long ago as this (default: 60s)");
    private readonly Option<int?> _rounds = Number("--rounds", "Or after so many clean rounds (default: 24)", 1, 10_000);
    private readonly Option<int?> _mostProbes = Number("--most-probes", "At most so many connections are probed (default: 64)", 1, 1000);
    private readonly Option<int[]> _udpPorts = new("--udp-port")
    {
        Description = "Ports over UDP, besides DNS, whose applications may be sent a datagram (a line of text)",
        HelpName = "PORT...",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool?> _blocks = CommonOptions.IpBlockMatchesPods(
        "Whether your CNI's ipBlock covers pod addresses (Calico: true, Cilium: false); left out, what depends on it is not probed");

    public TrialSettings() => _udpPorts.Validators.Add(result =>
    {
        foreach (var token in result.Tokens)
        {
            if (!int.TryParse(token.Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            {
                result.AddError($"--udp-port {token.Value}: no such port; ports are 1 to 65535");
                return;
            }
        }
    });

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _settle, _timeout, _confirm, _rounds, _mostProbes, _udpPorts, _blocks })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The first of the options that say how to probe, and not how long to wait; null when none is given.</summary>
    public string? HowToProbe(ParseResult result) => new Option[] { _settle, _confirm, _rounds, _mostProbes, _udpPorts, _blocks }
        .FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>How long to wait; null when nobody says.</summary>
    public TimeSpan? Timeout(ParseResult result) => result.GetValue(_timeout);

    public PlanOptions Plan(ParseResult result)
    {
        var defaults = PlanOptions.Default;
        return defaults with
        {
            MostProbes = result.GetValue(_mostProbes) ?? defaults.MostProbes,
            UdpPorts = [.. (result.GetValue(_udpPorts) ?? []).Distinct().Order()],
            IpBlockMatchesPods = result.GetValue(_blocks),
        };
    }

    public TrialOptions Trial(ParseResult result)
    {
        var defaults = TrialOptions.Default;
        return defaults with
        {
            Settle = result.GetValue(_settle) ?? defaults.Settle,
            Timeout = result.GetValue(_timeout) ?? defaults.Timeout,
            Confirmation = result.GetValue(_confirm) ?? defaults.Confirmation,
            CleanRounds = result.GetValue(_rounds) ?? defaults.CleanRounds,
        };
    }

    private static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DurationText.Parse(text) is { } duration)
            {
                return duration;
            }

            result.AddError($"{name} {text}: expected a duration such as 500ms, 60s or 2m");
            return null;
        },
    };

    private static Option<int?> Number(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} {text}: expected a number from {least} to {most}");
            return null;
        },
    };
}
