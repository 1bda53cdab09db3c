using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Reporting;

/// <summary>What verdicts and probes are called where people and programs read of them.</summary>
public static class TrialWords
{
    /// <summary>For people: <c>NOT ENFORCED</c>.</summary>
    public static string Headline(EnforcementVerdict verdict) => verdict switch
    {
        EnforcementVerdict.Enforced => "ENFORCED",
        EnforcementVerdict.NotEnforced => "NOT ENFORCED",
        EnforcementVerdict.Partial => "PARTIAL",
        _ => "INCONCLUSIVE",
    };

    /// <summary>Where the trial stands, in one line: <c>9 of 12 connections as policies say, 24 clean rounds</c>.</summary>
    public static string Summary(Trial trial)
    {
        var right = trial.Standings.Count(standing => standing is { Kind: ResultKind.Right, IsFlaky: false });
        var clean = trial.CleanRounds > 0 ? $"{trial.CleanRounds} of {trial.Rounds} rounds clean" : $"{trial.Rounds} {(trial.Rounds == 1 ? "round" : "rounds")}, none clean";
        var latency = trial.Latency is { } latest ? $", the first after {Seconds(latest)}" : "";
        return $"{right} of {trial.Standings.Length} connections as policies say; {clean}{latency}";
    }

    /// <summary>A probe's mark: ✓ right, ✗ wrong, ~ flaky, ? not known.</summary>
    public static string Mark(Standing standing) => standing switch
    {
        { IsFlaky: true } => "~",
        { Kind: ResultKind.Right } => "✓",
        { Kind: ResultKind.Wrong } => "✗",
        _ => "?",
    };

    /// <summary>A probe's result: <c>right</c>, <c>wrong</c>, <c>flaky</c> or <c>unknown</c>.</summary>
    public static string Result(Standing standing) => standing.IsFlaky ? "flaky" : standing.Kind.ToString().ToLowerInvariant();

    /// <summary>What a probe is there for: <c>must-be-blocked</c>, <c>must-be-open</c>, <c>must-stay-open</c>, <c>must-stay-blocked</c>.</summary>
    public static string Role(Probe probe) => (probe.Role, probe.Expectation) switch
    {
        (ProbeRole.MustBeBlocked, _) => "must-be-blocked",
        (ProbeRole.MustBeOpen, _) => "must-be-open",
        (ProbeRole.MustStay, Expectation.Arrive) => "must-stay-open",
        (ProbeRole.MustStay, _) => "must-stay-blocked",
        _ => "companion",
    };

    /// <summary>A duration as people read it: <c>0.4 s</c>.</summary>
    public static string Seconds(TimeSpan time) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
