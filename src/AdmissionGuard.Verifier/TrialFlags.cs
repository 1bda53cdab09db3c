using System.CommandLine;
using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Verifier;

/// <summary>The options of every command that runs trials: how many rounds, and how long.</summary>
/// <param name="command">What a mistake is said of, with its colon: <c>job: </c>; empty where there is but one thing that it can be.</param>
internal sealed class TrialFlags(string command)
{
    public Option<int> Rounds { get; } = new("--rounds")
    {
        Description = "Clean rounds until enforced is final",
        DefaultValueFactory = _ => TrialOptions.Default.CleanRounds,
    };

    public Option<int> Timeout { get; } = new("--timeout-seconds")
    {
        Description = "A verdict is due by then",
        DefaultValueFactory = _ => (int)TrialOptions.Default.Timeout.TotalSeconds,
    };

    /// <summary>What is asked for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="usual">What nobody is asked about.</param>
    /// <exception cref="UsageException">Fewer than one round.</exception>
    // None would do at once what is asked of many: enforced after a round that was chance.
    public TrialOptions Read(ParseResult result, TrialOptions usual) => result.GetValue(Rounds) < 1
        ? throw new UsageException($"{command}--rounds {result.GetValue(Rounds)}: expected 1 at least")
        : usual with { CleanRounds = result.GetValue(Rounds), Timeout = TimeSpan.FromSeconds(result.GetValue(Timeout)) };
}
