using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Judging;

/// <summary>
/// Whether a change is enforced, as far as the rounds so far tell. Each round makes a new trial; no clock, no network. A round is clean
/// when every probe is right.
/// </summary>
public sealed record Trial
{
    private readonly ProbePlan _plan;
    private readonly TrialOptions _options;
    private readonly DateTimeOffset _start;
    private readonly DateTimeOffset? _cleanSince;
    private readonly DateTimeOffset? _lastClean;

    private Trial(ProbePlan plan, TrialOptions options, DateTimeOffset start)
    {
        (_plan, _options, _start) = (plan, options, start);
        Standings = [.. plan.Judged.Select(probe => new Standing(probe))];
        IsOver = Standings.IsEmpty;
    }

    /// <summary>What is known of each probe that is judged, in the plan's order.</summary>
    public ImmutableArray<Standing> Standings { get; private init; }

    /// <summary>How many rounds there were.</summary>
    public int Rounds { get; private init; }

    /// <summary>How many clean rounds there were since the last wrong one.</summary>
    public int CleanRounds { get; private init; }

    /// <summary>Another round would change nothing: the verdict is final.</summary>
    public bool IsOver { get; private init; }

    /// <summary>From the start to the first clean round; null when there was none. How long it took the network, at most.</summary>
    public TimeSpan? Latency => _cleanSince - _start;

    /// <summary>The verdict, provisional until the trial <see cref="IsOver"/>.</summary>
    public EnforcementVerdict Verdict => Verdicts.Of(_plan, Standings);

    /// <summary>Why, the most important first.</summary>
    public ImmutableArray<string> Reasons => Judging.Reasons.Of(_plan, Standings);

    /// <summary>How long to wait until the next round.</summary>
    public TimeSpan Pause
    {
        get
        {
            if (_cleanSince is not null)
            {
                return _options.ConfirmingPause;
            }

            var doublings = Math.Clamp(Rounds - 1, 0, 30);
            var pause = _options.FirstPause * (1L << doublings);
            return pause < _options.LongestPause ? pause : _options.LongestPause;
        }
    }

    /// <summary>A trial before its first round.</summary>
    /// <param name="plan">What is probed.</param>
    /// <param name="options">How long.</param>
    /// <param name="start">When the change was made, or when the first round begins where that is not known.</param>
    public static Trial Begin(ProbePlan plan, TrialOptions options, DateTimeOffset start) => new(plan, options, start);

    /// <summary>The trial with one round more.</summary>
    /// <param name="observations">What was observed.</param>
    /// <param name="ended">When the round ended.</param>
    public Trial After(IEnumerable<Observation> observations, DateTimeOffset ended)
    {
        var isSettled = ended - _start > _options.Settle;
        var results = RoundResults.Of(_plan, observations);
        ImmutableArray<Standing> standings = [.. Standings.Zip(results, (standing, result) => standing.With(result, isSettled))];
        var isClean = results.All(result => result.IsProof);
        var isWrong = results.Any(result => result.Kind == ResultKind.Wrong);

        // Until the network has settled a clean round may be chance: what is wrong after it begins the count anew.
        var cleanSince = isClean ? _cleanSince ?? ended : isWrong && !isSettled ? null : _cleanSince;
        var cleanRounds = isClean ? CleanRounds + 1 : isWrong ? 0 : CleanRounds;
        var lastClean = isClean ? ended : _lastClean;
        return new Trial(_plan, _options, _start, cleanSince, lastClean)
        {
            Standings = standings,
            Rounds = Rounds + 1,
            CleanRounds = cleanRounds,
            IsOver = IsDecided(ended, isClean, isWrong, cleanSince, lastClean, cleanRounds),
        };
    }

    private Trial(ProbePlan plan, TrialOptions options, DateTimeOffset start, DateTimeOffset? cleanSince, DateTimeOffset? lastClean)
        : this(plan, options, start) => (_cleanSince, _lastClean) = (cleanSince, lastClean);

    private bool IsDecided(
        DateTimeOffset ended, bool isClean, bool isWrong, DateTimeOffset? cleanSince, DateTimeOffset? lastClean, int cleanRounds)
    {
        if (cleanSince is not { } since)
        {
            return ended - _start >= _options.Timeout;
        }

        if (isClean)
        {
            return cleanRounds >= _options.CleanRounds || ended - since >= _options.Confirmation;
        }

        // Wrong after it was clean is flaky, and nothing that follows makes it good. What is not known may still become known.
        return isWrong || (ended - since >= _options.Confirmation && ended - lastClean >= _options.Settle);
    }
}
